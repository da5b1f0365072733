import type { SshdOption } from "../../formats/sshd";
import type { HostFacts } from "../../part";
import { algorithmOptions, opensshFeatures } from "./algorithms";
import { principalsFolder, trustedAuthoritiesFile } from "./paths";
import type { SshSettings } from "./settings";

/** Every line of sshd_config. CIS numbers are of the CIS Debian Linux 12 Benchmark 1.1.0, section 5.1. */
export function sshdOptions(settings: SshSettings, host: HostFacts): SshdOption[] {
    return [
        { keyword: "Port", value: host.sshPort, why: "IPv4 and IPv6." },
        { keyword: "AddressFamily", value: "any" },
        {
            keyword: "HostKey",
            value: "/etc/ssh/ssh_host_ed25519_key",
            why: "The only host key: RFC 8709. Whatever other keys a package makes are not used.",
        },
        ...algorithmOptions(host.distribution, settings.classicalKeyExchange),
        ...loginOptions(settings, host),
        ...abuseOptions(settings, host),
        ...forwardingOptions(settings.allowedForwarding),
        ...connectionOptions,
        ...sessionOptions,
    ];
}

const methodOptions: readonly SshdOption[] = [
    {
        keyword: "AuthenticationMethods",
        value: "publickey",
        why: "Keys only, whatever is switched on elsewhere: nothing to guess, nothing to phish (CIS 5.1.9, 5.1.10, 5.1.19).",
    },
    { keyword: "PubkeyAuthentication", value: "yes" },
    { keyword: "PasswordAuthentication", value: "no" },
    { keyword: "KbdInteractiveAuthentication", value: "no" },
    { keyword: "GSSAPIAuthentication", value: "no" },
    { keyword: "HostbasedAuthentication", value: "no" },
    { keyword: "IgnoreRhosts", value: "yes" },
    { keyword: "PermitEmptyPasswords", value: "no" },
];

function loginOptions({ userCa }: SshSettings, { loginGroup }: HostFacts): SshdOption[] {
    return [
        ...methodOptions,
        {
            keyword: "PermitRootLogin",
            value: "no",
            why: "Who did it stays in the log: log in by name, then sudo (CIS 5.1.20).",
        },
        {
            keyword: "AllowGroups",
            value: loginGroup,
            why: "An account made for a service can never log in, even with a key (CIS 5.1.4).",
        },
        {
            keyword: "AuthorizedKeysFile",
            value: "/etc/ssh/authorized_keys.d/%u",
            why: "Root's files: who steals a session cannot leave a key of his own behind.",
        },
        ...(userCa === undefined
            ? []
            : [
                  { keyword: "TrustedUserCAKeys", value: trustedAuthoritiesFile, why: "User certificates." },
                  { keyword: "AuthorizedPrincipalsFile", value: `${principalsFolder}/%u` },
              ]),
        { keyword: "StrictModes", value: "yes", why: "Refuses key files that others can write." },
        {
            keyword: "UsePAM",
            value: "yes",
            why: "For session limits and the umask only; PAM is never asked for a password here (CIS 5.1.22).",
        },
        {
            keyword: "PermitUserEnvironment",
            value: "no",
            why: "No variables and no start-up commands from files in the home folder (CIS 5.1.21).",
        },
        { keyword: "PermitUserRC", value: "no" },
    ];
}

function abuseOptions({ loginGraceSeconds, maxAuthTries, maxSessions }: SshSettings, host: HostFacts): SshdOption[] {
    const { sourcePenalties } = opensshFeatures(host.distribution);
    return [
        {
            keyword: "LoginGraceTime",
            value: loginGraceSeconds,
            why: "Seconds to log in. CIS 5.1.13 allows 60; half of that frees a slot twice as soon.",
        },
        {
            keyword: "MaxAuthTries",
            value: maxAuthTries,
            why: "CIS 5.1.16 allows 4; each key that an agent offers counts.",
        },
        { keyword: "MaxSessions", value: maxSessions, why: "CIS 5.1.17 allows 10." },
        {
            keyword: "MaxStartups",
            value: "10:30:60",
            why: "Drops connections that have not logged in, at random from 10, all from 60 (CIS 5.1.18).",
        },
        {
            keyword: "PerSourceMaxStartups",
            value: 4,
            why:
                "So that nobody takes all those places: at most 4 from an IPv4 address or an IPv6 /64, the smallest " +
                "range that one customer has (RFC 6177). Also bounds DHEat (CVE-2002-20001).",
        },
        { keyword: "PerSourceNetBlockSize", value: "32:64" },
        ...(sourcePenalties ? penaltyOptions(host.trustedSources) : []),
    ];
}

/** A refused key costs 5 s and a bare probe 1 s; below 15 s in sum nobody is turned away: sshd_config(5). */
function penaltyOptions(trustedSources: readonly string[]): SshdOption[] {
    return [
        {
            keyword: "PerSourcePenalties",
            value: "crash:90 authfail:5 noauth:1 grace-exceeded:10 max:600 min:15",
            why: "Sources that fail again and again wait, at most ten minutes: the defaults of OpenSSH 10.",
        },
        ...(trustedSources.length === 0 ? [] : [{ keyword: "PerSourcePenaltyExemptList", value: trustedSources }]),
    ];
}

function forwardingOptions(allowed: SshSettings["allowedForwarding"]): SshdOption[] {
    const yesOrNo = (kind: (typeof allowed)[number]) => (allowed.includes(kind) ? "yes" : "no");
    const [local, remote] = [allowed.includes("local-tcp"), allowed.includes("remote-tcp")];
    return [
        {
            keyword: "DisableForwarding",
            value: allowed.length === 0 ? "yes" : "no",
            why: "What was not asked for is off: a login is a shell, not a way into the network behind (CIS 5.1.8).",
        },
        { keyword: "AllowTcpForwarding", value: local ? (remote ? "yes" : "local") : remote ? "remote" : "no" },
        { keyword: "AllowStreamLocalForwarding", value: yesOrNo("unix-socket") },
        { keyword: "AllowAgentForwarding", value: yesOrNo("agent") },
        { keyword: "X11Forwarding", value: "no", why: "Never: displays, tunnels, ports forwarded for strangers." },
        { keyword: "PermitTunnel", value: "no" },
        { keyword: "GatewayPorts", value: "no" },
    ];
}

const connectionOptions: readonly SshdOption[] = [
    {
        keyword: "ClientAliveInterval",
        value: 120,
        why: "A dead link is cut after four minutes (CIS 5.1.7), asked inside the encrypted channel.",
    },
    { keyword: "ClientAliveCountMax", value: 2 },
    { keyword: "TCPKeepAlive", value: "no", why: "Could be answered by anybody on the way." },
    {
        keyword: "UnusedConnectionTimeout",
        value: "10m",
        why: "A connection in which no session is open. An idle shell is ended by the shell itself (TMOUT).",
    },
    {
        keyword: "Compression",
        value: "no",
        why: "Compressed length tells about content, as it did in TLS (CRIME, CVE-2012-4929).",
    },
];

const sessionOptions: readonly SshdOption[] = [
    { keyword: "UseDNS", value: "no", why: "Names from the attacker's DNS have no place in logs or rules." },
    {
        keyword: "LogLevel",
        value: "VERBOSE",
        why: "Logs which key was used, by its fingerprint (CIS 5.1.14).",
    },
    { keyword: "SyslogFacility", value: "AUTH" },
    { keyword: "Banner", value: "/etc/issue.net", why: "The notice before a login (CIS 5.1.5)." },
    { keyword: "PrintMotd", value: "no", why: "pam_motd prints it." },
    { keyword: "PrintLastLog", value: "yes" },
    {
        keyword: "DebianBanner",
        value: "no",
        why: "Tells strangers no more of the version than the protocol needs.",
    },
    { keyword: "VersionAddendum", value: "none" },
    { keyword: "AcceptEnv", value: "LANG LC_*", why: "The language of messages, nothing else." },
    {
        keyword: "Subsystem",
        value: "sftp internal-sftp -f AUTH -l INFO",
        why: "File transfers inside sshd, each logged; no forwarding is involved.",
    },
];
