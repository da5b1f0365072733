import type { Check, HostFacts } from "../../part";
import { ciphers, keyExchanges, macs, opensshFeatures } from "./algorithms";
import { authorizedKeysFolder } from "./paths";
import type { SshSettings } from "./settings";

/** What sshd itself says of its configuration, and what really listens. */
export function sshChecks(settings: SshSettings, host: HostFacts): Check[] {
    return [
        ...listeningChecks(host),
        ...loginChecks(host),
        ...algorithmChecks(settings, host),
        ...limitChecks(settings, host),
    ];
}

/** `sshd -T` prints every option in force, keywords in lower case. */
function effective(line: string): string {
    return `sshd -T | grep -qxF '${line}'`;
}

function listeningChecks({ sshPort }: HostFacts): Check[] {
    return [
        {
            title: `sshd answers on TCP port ${sshPort}, and on no other`,
            command: `ports=$(ss -Hltnp | grep '"sshd"' | awk '{ sub(/.*:/, "", $4); print $4 }' | sort -u) && [ "$ports" = ${sshPort} ]`,
            ...(sshPort === 22 ? { holdsOnStock: "this host keeps to OpenSSH's default port" } : {}),
        },
        {
            title: "no socket unit hands connections to sshd",
            command: "! systemctl list-sockets --no-legend | grep -E '[[:space:]](ssh|sshd[-@][^[:space:]]*)\\.socket'",
            holdsOnStock: "only Ubuntu's image, and Debian 13's on some hypervisors, have one",
        },
        {
            title: "sshd starts at boot and runs",
            command: "systemctl is-enabled --quiet ssh.service && systemctl is-active --quiet ssh.service",
            holdsOnStock: "this is how Debian's image is reached",
        },
    ];
}

function loginChecks({ loginGroup }: HostFacts): Check[] {
    return [
        {
            title: "a public key is the only way to log in",
            covers: ["CIS13 5.1.9", "CIS13 5.1.10"],
            command: effective("authenticationmethods publickey"),
        },
        { title: "passwords are refused", command: effective("passwordauthentication no") },
        { title: "root is refused", covers: ["CIS13 5.1.21", "BP28 R33"], command: effective("permitrootlogin no") },
        {
            title: "nobody outside the login group may log in",
            covers: ["CIS13 5.1.4"],
            command: effective(`allowgroups ${loginGroup}`),
        },
        {
            title: "keys are read from root's files alone",
            command:
                `${effective(`authorizedkeysfile ${authorizedKeysFolder}/%u`)} && ` +
                `[ -z "$(find ${authorizedKeysFolder}/ ! -user root -o -perm /022)" ]`,
        },
        {
            title: "keyboard-interactive logins are refused",
            command: effective("kbdinteractiveauthentication no"),
            holdsOnStock: "Debian's default",
        },
        {
            title: "empty passwords are refused",
            covers: ["CIS13 5.1.20"],
            command: effective("permitemptypasswords no"),
            holdsOnStock: "OpenSSH's default",
        },
    ];
}

function algorithmChecks({ classicalKeyExchange }: SshSettings, { distribution }: HostFacts): Check[] {
    const exchanges = keyExchanges(distribution, classicalKeyExchange);
    return [
        {
            title: "sessions are keyed by the chosen exchanges only",
            covers: ["CIS13 5.1.12"],
            command: effective(`kexalgorithms ${exchanges.join()}`),
        },
        {
            title: "sessions are encrypted by AES-GCM only",
            covers: ["CIS13 5.1.6"],
            command: effective(`ciphers ${ciphers.join()}`),
        },
        {
            title: "message codes are SHA-2, computed after encryption",
            covers: ["CIS13 5.1.16"],
            command: effective(`macs ${macs.join()}`),
        },
        {
            title: "the ed25519 host key is the only one in use",
            command: `[ "$(sshd -T | grep '^hostkey ')" = "hostkey /etc/ssh/ssh_host_ed25519_key" ]`,
        },
    ];
}

function limitChecks(settings: SshSettings, { distribution }: HostFacts): Check[] {
    const { sourcePenalties } = opensshFeatures(distribution);
    return [
        {
            title: `a connection that has not logged in is cut after ${settings.loginGraceSeconds} seconds`,
            covers: ["CIS13 5.1.14"],
            command: effective(`logingracetime ${settings.loginGraceSeconds}`),
        },
        {
            title: `a connection may try ${settings.maxAuthTries} keys`,
            covers: ["CIS13 5.1.17"],
            command: effective(`maxauthtries ${settings.maxAuthTries}`),
            ...(settings.maxAuthTries === 6 ? { holdsOnStock: "this host keeps OpenSSH's default" } : {}),
        },
        {
            title: "one source cannot take every place of those who log in",
            command: effective("persourcemaxstartups 4"),
        },
        ...(sourcePenalties
            ? [
                  {
                      title: "sources that keep failing are made to wait",
                      command: "sshd -T | grep -q '^persourcepenalties crash:90 authfail:5 '",
                      holdsOnStock: "OpenSSH's default since 9.8",
                  },
              ]
            : []),
        ...forwardingChecks(settings.allowedForwarding),
        { title: "the key of every login is logged", covers: ["CIS13 5.1.15"], command: effective("loglevel VERBOSE") },
    ];
}

function forwardingChecks(allowed: SshSettings["allowedForwarding"]): Check[] {
    if (allowed.length > 0) return [{ title: "displays are not forwarded", command: effective("x11forwarding no") }];
    return [
        {
            title: "nothing is forwarded",
            covers: ["CIS13 5.1.8"],
            command: `${effective("disableforwarding yes")} && ${effective("x11forwarding no")}`,
        },
    ];
}
