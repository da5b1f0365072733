import { createHash } from "node:crypto";
import type { ZoneRecord } from "../../zone-record";
import type { MailSettings } from "./settings";

/** Longest time in seconds for which others hold to a policy that they have seen: a week, RFC 8461 section 3.2. */
const policySeconds = 604_800;

/** Text at https://mta-sts.<domain>/.well-known/mta-sts.txt. */
export function mtaStsPolicy(hostName: string, mode: "testing" | "enforce"): string {
    return ["version: STSv1", `mode: ${mode}`, `mx: ${hostName}`, `max_age: ${policySeconds}`, ""].join("\n");
}

/** All that is known before the host is there; its signing keys are not. */
export function mailRecords(settings: MailSettings): ZoneRecord[] {
    const { domains, hostName } = settings;
    const own = Object.hasOwn(domains, hostName) ? [] : [text(hostName, "v=spf1 a -all")];
    return [
        ...own,
        ...Object.keys(domains)
            .sort()
            .flatMap((domain) => recordsOf(domain, settings)),
    ];
}

function recordsOf(domain: string, settings: MailSettings): ZoneRecord[] {
    const { hostName, mode, domains } = settings;
    const { dmarc = "reject", mtaSts = "none", dkimKeys = {} } = domains[domain] ?? {};
    const sending = [
        text(domain, senderPolicy(settings)),
        ...Object.entries(dkimKeys).map(([selector, key]) =>
            text(`${selector}._domainkey.${domain}`, `v=DKIM1; k=rsa; p=${key}`),
        ),
    ];
    if (mode === "outbound") return [...sending, text(`_dmarc.${domain}`, `v=DMARC1; p=${dmarc}`)];
    const reports = `rua=mailto:postmaster@${domain}`;
    return [
        { name: domain, type: "MX", preference: 10, host: hostName },
        ...sending,
        text(`_dmarc.${domain}`, `v=DMARC1; p=${dmarc}; ${reports}`),
        text(`_smtp._tls.${domain}`, `v=TLSRPTv1; ${reports}`),
        ...(mtaSts === "none"
            ? []
            : [text(`_mta-sts.${domain}`, `v=STSv1; id=${digestOf(mtaStsPolicy(hostName, mtaSts))}`)]),
    ];
}

/** Who sends mail of a domain, and that nobody else does: RFC 7208. */
function senderPolicy({ hostName, mode, relay }: MailSettings): string {
    const self = mode === "outbound" ? `a:${hostName}` : "mx";
    const relayed =
        relay === undefined
            ? []
            : [relay.spfInclude === undefined ? `a:${relay.server}` : `include:${relay.spfInclude}`];
    return ["v=spf1", self, ...relayed, "-all"].join(" ");
}

/** Changes with the policy, which is how others learn that there is a new one. */
function digestOf(policy: string): string {
    return createHash("sha256").update(policy).digest("hex").slice(0, 16);
}

function text(name: string, value: string): ZoneRecord {
    return { name, type: "TXT", text: value };
}
