/** What a value of an sshd option is worth; the higher, the safer. `undefined` for one that is not understood. */
export type Rate = (value: string) => number | undefined;

export interface RatedOption {
    /** As sshd behaves without the line: sshd_config(5) of OpenSSH 10. */
    readonly default: string;
    readonly rate: Rate;
}

/** Values from the weakest to the safest. */
function inOrder(...values: readonly string[]): Rate {
    return (value) => {
        const index = values.indexOf(value.toLowerCase());
        return index === -1 ? undefined : index;
    };
}

const noIsSafer = inOrder("yes", "no");
const yesIsSafer = inOrder("no", "yes");

const seconds: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** Numbers, and times as sshd_config(5) writes them. Zero means "without a limit". */
const fewerIsSafer: Rate = (value) => {
    const [, amount, unit = ""] = /^(\d+)([smhd]?)$/i.exec(value) ?? [];
    if (amount === undefined) return undefined;
    const total = Number(amount) * (seconds[unit.toLowerCase()] ?? 1);
    return total === 0 ? -Infinity : -total;
};

const moreIsSafer: Rate = (value) => (/^\d+$/.test(value) ? Number(value) : undefined);

/** Options by their name in lower case. CIS Debian Linux 12 Benchmark 1.1.0 section 5.1, ANSSI OpenSSH guide. */
export const ratedOptions: Readonly<Record<string, RatedOption>> = {
    permitrootlogin: {
        default: "prohibit-password",
        rate: inOrder("yes", "prohibit-password", "forced-commands-only", "no"),
    },
    passwordauthentication: { default: "yes", rate: noIsSafer },
    kbdinteractiveauthentication: { default: "yes", rate: noIsSafer },
    permitemptypasswords: { default: "no", rate: noIsSafer },
    pubkeyauthentication: { default: "yes", rate: yesIsSafer },
    hostbasedauthentication: { default: "no", rate: noIsSafer },
    gssapiauthentication: { default: "no", rate: noIsSafer },
    ignorerhosts: { default: "yes", rate: inOrder("no", "shosts-only", "yes") },
    strictmodes: { default: "yes", rate: yesIsSafer },
    permituserenvironment: { default: "no", rate: noIsSafer },
    permituserrc: { default: "yes", rate: noIsSafer },
    usepam: { default: "no", rate: yesIsSafer },
    disableforwarding: { default: "no", rate: yesIsSafer },
    allowtcpforwarding: { default: "yes", rate: inOrder("yes", "all", "remote", "local", "no") },
    allowstreamlocalforwarding: { default: "yes", rate: inOrder("yes", "all", "remote", "local", "no") },
    allowagentforwarding: { default: "yes", rate: noIsSafer },
    x11forwarding: { default: "no", rate: noIsSafer },
    permittunnel: { default: "no", rate: inOrder("yes", "ethernet", "point-to-point", "no") },
    gatewayports: { default: "no", rate: inOrder("yes", "clientspecified", "no") },
    maxauthtries: { default: "6", rate: fewerIsSafer },
    maxsessions: { default: "10", rate: fewerIsSafer },
    logingracetime: { default: "120", rate: fewerIsSafer },
    persourcemaxstartups: { default: "none", rate: (value) => (value === "none" ? -Infinity : fewerIsSafer(value)) },
    persourcepenalties: { default: "yes", rate: (value) => (value.toLowerCase() === "no" ? 0 : 1) },
    clientaliveinterval: { default: "0", rate: fewerIsSafer },
    requiredrsasize: { default: "1024", rate: moreIsSafer },
    loglevel: {
        default: "INFO",
        rate: inOrder("quiet", "fatal", "error", "info", "verbose"),
    },
    compression: { default: "yes", rate: inOrder("yes", "delayed", "no") },
};

/** Options whose value is a list of algorithms, by their name in lower case. */
export const algorithmOptions: readonly string[] = [
    "ciphers",
    "macs",
    "kexalgorithms",
    "hostkeyalgorithms",
    "pubkeyacceptedalgorithms",
    "casignaturealgorithms",
];

/** Options that decide who gets in and by what, where no order of values is the safer one. */
export const watchedOptions: readonly string[] = [
    "authenticationmethods",
    "allowgroups",
    "allowusers",
    "denygroups",
    "denyusers",
    "authorizedkeysfile",
    "authorizedkeyscommand",
    "trustedusercakeys",
    "authorizedprincipalsfile",
    "hostkey",
    "forcecommand",
    "include",
];
