import { renderSshdConfig } from "../formats/sshd";
import type { ManagedFile, PartialHostPlan } from "../plan";
import { defineHardening } from "./hardening";
import type { HostFacts } from "../part";
import { sshChecks } from "./ssh/checks";
import { sshdOptions } from "./ssh/options";
import { authorizedKeysFolder, principalsFolder, trustedAuthoritiesFile } from "./ssh/paths";
import { sshSettings } from "./ssh/settings";
import type { SshSettings } from "./ssh/settings";

const configFile = "/etc/ssh/sshd_config";

/**
 * The one way in. The whole of sshd_config is ours, without `Include`: nothing that a package or a cloud drops beside
 * it can open another door.
 */
export const ssh = defineHardening({
    id: "ssh",
    settings: sshSettings,
    claims: ({ sources, rateLimit }, { sshPort }) => ({
        openings: [{ protocol: "tcp", port: sshPort, sources, purpose: "SSH", rateLimit }],
        // Connections that never get as far as a login count as well: it takes a key to do so.
        jails: [
            {
                name: "sshd",
                ports: [sshPort],
                journal: ["_SYSTEMD_UNIT=ssh.service"],
                failures: "sshd[mode=aggressive]",
            },
        ],
    }),
    plan: planSsh,
    checks: sshChecks,
});

function planSsh(settings: SshSettings, host: HostFacts): PartialHostPlan {
    const { userCa } = settings;
    const users = Object.entries(host.loginUsers);
    const keyFiles = users.map(([name, { authorizedKeys }]) =>
        keyFile(`${authorizedKeysFolder}/${name}`, authorizedKeys),
    );
    const principalFiles = users.map(([name]) =>
        keyFile(`${principalsFolder}/${name}`, userCa?.principals[name] ?? [name]),
    );
    return {
        packages: ["openssh-server"],
        files: {
            [configFile]: {
                content: renderSshdConfig(sshdOptions(settings, host)),
                // sshd_config tells an attacker which doors to try: CIS 5.1.1.
                mode: "0600",
                // sshd checks its own folder too, which is only made when the service first starts.
                validate: 'mkdir -p /run/sshd && sshd -t -f "$1"',
            },
            ...Object.fromEntries(keyFiles),
            ...(userCa === undefined
                ? {}
                : Object.fromEntries([...principalFiles, keyFile(trustedAuthoritiesFile, userCa.publicKeys)])),
        },
        folders: {
            [authorizedKeysFolder]: { exclusive: true },
            ...(userCa === undefined ? {} : { [principalsFolder]: { exclusive: true } }),
        },
        // First boot's drop-in, which is not read any more.
        absentFiles: ["/etc/ssh/sshd_config.d/00-hardened-host.conf", ...socketLinks(host)],
        units: {
            "ssh.service": { enabled: true, active: true, onChange: "reload", watches: [configFile] },
            ...socketUnits(host),
        },
    };
}

/** sshd reads these as the user who logs in, hence readable by all; root's, hence writable by none of them. */
function keyFile(path: string, lines: readonly string[]): [string, ManagedFile] {
    return [path, { content: lines.map((line) => `${line}\n`).join("") }];
}

/**
 * ssh.socket would hold a port of its own, whatever sshd_config says. Debian 13's systemd also makes sockets for
 * virtual machines' vsock and for containers: doors past the firewall (systemd-ssh-generator(8)).
 */
function socketUnits({ distribution }: HostFacts): NonNullable<PartialHostPlan["units"]> {
    const generated = distribution.codename === "trixie" ? ["sshd-unix-local.socket", "sshd-vsock.socket"] : [];
    return Object.fromEntries(["ssh.socket", ...generated].map((unit) => [unit, { masked: true }]));
}

/** Ubuntu's image makes ssh.service require the socket: masked but still required, it would keep sshd from starting. */
function socketLinks({ distribution }: HostFacts): string[] {
    if (distribution.id !== "ubuntu") return [];
    return ["sockets.target.wants", "ssh.service.requires"].map((folder) => `/etc/systemd/system/${folder}/ssh.socket`);
}
