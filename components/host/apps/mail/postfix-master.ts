import { hashComment, managedNotice } from "../../formats/comments";
import type { MailSettings } from "./settings";

/** Columns of master(5): name, type, private, unprivileged, chroot, wake-up, most processes, program. */
type Service = readonly [string, string, string, string, string, string, string, string];

const internal: readonly Service[] = [
    ["pickup", "unix", "n", "-", "n", "60", "1", "pickup"],
    ["cleanup", "unix", "n", "-", "n", "-", "0", "cleanup"],
    ["qmgr", "unix", "n", "-", "n", "300", "1", "qmgr"],
    ["tlsmgr", "unix", "-", "-", "n", "1000?", "1", "tlsmgr"],
    ["rewrite", "unix", "-", "-", "n", "-", "-", "trivial-rewrite"],
    ["bounce", "unix", "-", "-", "n", "-", "0", "bounce"],
    ["defer", "unix", "-", "-", "n", "-", "0", "bounce"],
    ["trace", "unix", "-", "-", "n", "-", "0", "bounce"],
    ["verify", "unix", "-", "-", "n", "-", "1", "verify"],
    ["flush", "unix", "n", "-", "n", "1000?", "0", "flush"],
    ["proxymap", "unix", "-", "-", "n", "-", "-", "proxymap"],
    ["proxywrite", "unix", "-", "-", "n", "-", "1", "proxymap"],
    ["smtp", "unix", "-", "-", "n", "-", "-", "smtp"],
    ["relay", "unix", "-", "-", "n", "-", "-", "smtp"],
    ["showq", "unix", "n", "-", "n", "-", "-", "showq"],
    ["error", "unix", "-", "-", "n", "-", "-", "error"],
    ["retry", "unix", "-", "-", "n", "-", "-", "error"],
    ["discard", "unix", "-", "-", "n", "-", "-", "discard"],
    ["lmtp", "unix", "-", "-", "n", "-", "-", "lmtp"],
    ["anvil", "unix", "-", "-", "n", "-", "1", "anvil"],
    ["scache", "unix", "-", "-", "n", "-", "1", "scache"],
    ["postlog", "unix-dgram", "n", "-", "n", "-", "1", "postlogd"],
];

/** Of mail programs of users, RFC 6409: after a login only, and by their own addresses only. */
const submission: Readonly<Record<string, string>> = {
    smtpd_sasl_auth_enable: "yes",
    smtpd_client_restrictions: "permit_sasl_authenticated,reject",
    smtpd_helo_restrictions: "",
    smtpd_sender_restrictions: "reject_sender_login_mismatch",
    smtpd_recipient_restrictions: "reject_non_fqdn_recipient",
    smtpd_relay_restrictions: "permit_sasl_authenticated,reject",
};

/** Whole: what is not in it does not run. `local` and `virtual`, which write as other accounts, are not. */
export function masterCf({ mode }: MailSettings): string {
    return [
        ...hashComment(managedNotice),
        ...hashComment("Columns: service, type, private, unprivileged, chroot, wake-up, most processes, program."),
        ...hashComment("Not in a changed root: the unit confines all of it, and there are no copies of /etc to keep."),
        line(["smtp", "inet", "n", "-", "n", "-", "-", "smtpd"]),
        ...(mode === "outbound"
            ? []
            : [
                  line(["submission", "inet", "n", "-", "n", "-", "-", "smtpd"]),
                  ...options({ syslog_name: "postfix/submission", smtpd_tls_security_level: "encrypt", ...submission }),
                  line(["submissions", "inet", "n", "-", "n", "-", "-", "smtpd"]),
                  ...options({ syslog_name: "postfix/submissions", smtpd_tls_wrappermode: "yes", ...submission }),
              ]),
        ...internal.map(line),
        "",
    ].join("\n");
}

function line(service: Service): string {
    const widths = [11, 10, 7, 7, 7, 7, 7, 0];
    return service.map((column, index) => column.padEnd(widths[index] ?? 0)).join(" ");
}

function options(given: Readonly<Record<string, string>>): string[] {
    return Object.entries(given).map(([key, value]) => `  -o ${key}=${value}`);
}
