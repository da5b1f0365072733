import { packageOf, type Inspection } from "./inspection";
import { takenOver, type ExistingServerInputs } from "./inputs";

/** Room for packages and their lists, in mebibytes. */
const neededMib = 512;

type Rule = (inspection: Inspection, inputs: ExistingServerInputs, hostKey: string) => string[];

/** Why a server cannot be taken over, each with what to do; empty when it can. */
export function takeoverProblems(inspection: Inspection, inputs: ExistingServerInputs, hostKey: string): string[] {
    return rules.flatMap((rule) => rule(inspection, inputs, hostKey));
}

const rules: readonly Rule[] = [
    otherDistribution,
    ({ init }) =>
        init === "systemd"
            ? []
            : [
                  `cloud.existing.address: the first process of the server is ${init}; it must be systemd. Containers ` +
                      "without an init of their own cannot be taken over",
              ],
    ({ machineId }) =>
        /^[0-9a-f]{32}$/.test(machineId)
            ? []
            : [
                  "cloud.existing.address: the server has no valid /etc/machine-id, by which it is known; it must be 32 " +
                      "hexadecimal digits. Run `systemd-machine-id-setup` as root on the server",
              ],
    ({ noRoot }, { user }) =>
        noRoot === undefined
            ? []
            : [
                  `cloud.existing.user: ${user} cannot become root: ${noRoot || "no reason given"}; sudo without a ` +
                      "password, or a login as root, is needed. Allow it in /etc/sudoers.d on the server (a line `" +
                      `${user} ALL=(ALL) NOPASSWD:ALL\`), or set cloud.existing.user to root`,
              ],
    keptKey,
    ({ missingTools }) => {
        if (missingTools.length === 0) return [];
        const packages = [...new Set(missingTools.map(packageOf))].join(" ");
        return [
            `cloud.existing.address: the server lacks ${missingTools.join(", ")}; delivery needs them. Run ` +
                `\`apt-get install ${packages}\` as root on the server`,
        ];
    },
    ({ brokenPackages }) =>
        brokenPackages === undefined
            ? []
            : [
                  `cloud.existing.address: the package manager of the server is in no good state: ${brokenPackages}; it ` +
                      "must have nothing half-done. Run `dpkg --configure -a` and `apt-get --fix-broken install` as root " +
                      "on the server",
              ],
    ({ readOnly }) =>
        readOnly.length === 0
            ? []
            : [
                  `cloud.existing.address: root cannot write to ${readOnly.join(", ")} of the server; these must be ` +
                      "writable. Find out why they are read-only (`findmnt`, `dmesg`: a failing disk?) and remount them",
              ],
    ({ freeMib }) => {
        const full = [...freeMib].filter(([, mib]) => mib < neededMib).map(([folder, mib]) => `${folder} (${mib} MiB)`);
        if (full.length === 0) return [];
        return [
            `cloud.existing.address: too little room is left in ${full.join(", ")} of the server; ${neededMib} MiB are ` +
                "needed for packages and for what a rollback needs. Make room, for example with `apt-get clean`",
        ];
    },
    ({ listeners }, { planned }) => {
        const others = listeners.filter((program) => program !== "sshd");
        if (others.length === 0) return [];
        return [
            `host.ssh.port: is ${planned.port}, where ${others.join(" and ")} waits on the server; it must be a port that ` +
                "nothing but sshd has. Set another one, or stop that program",
        ];
    },
    ({ firewalls }) =>
        firewalls.map(
            ([name, remedy]) =>
                `host.firewall: ${name} is active on the server and would shut the new SSH port; the host's own firewall ` +
                `takes its place. Run \`${remedy}\` as root on the server, and keep the time without a firewall short`,
        ),
];

function otherDistribution({ distribution }: Inspection, { distribution: planned }: ExistingServerInputs): string[] {
    if (distribution === planned) return [];
    const known = takenOver.some((name) => name === distribution);
    return [
        `host.distribution: is ${planned}, and the server runs ${distribution}; what can be taken over is ` +
            `${takenOver.join(", ")}, and the plan must be made for it. ` +
            (known ? `Set it to ${distribution}` : "Install one of them on the server"),
    ];
}

/** Delivery tells the key from this file: sshd must not use another one. */
function keptKey({ hostKey: kept }: Inspection, _inputs: ExistingServerInputs, shown: string): string[] {
    if (kept === shown) return [];
    const what = kept === "" ? "is missing" : "holds another key than the one that sshd shows";
    return [
        `cloud.existing.hostKey: /etc/ssh/ssh_host_ed25519_key.pub ${what}; it must be the public half of sshd's ed25519 ` +
            "host key. Put the key where it belongs (`sshd -T | grep hostkey` says what sshd uses) and restart sshd",
    ];
}
