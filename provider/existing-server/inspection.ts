import { readFileSync } from "node:fs";
import { join } from "node:path";
import { providerFolder } from "../folder";
import { describeTarget } from "../host-configuration/ssh";
import { OperationError } from "../resource";
import type { Answer } from "./login";

/** Text of the script that looks at a server. */
export const inspectionScript = readFileSync(join(providerFolder, "existing-server/remote/inspect.sh"), "utf8");

/** Debian package -> its programs that observing and changing a host needs, and that a small system may be without. */
const toolsOfPackages: Readonly<Record<string, readonly string[]>> = {
    apt: ["apt-get", "apt-mark"],
    coreutils: ["base64", "comm", "install", "mktemp", "sha256sum", "stat", "tail"],
    diffutils: ["cmp"],
    dpkg: ["dpkg", "dpkg-query"],
    findutils: ["find", "xargs"],
    grep: ["grep"],
    iproute2: ["ss"],
    "libc-bin": ["getent"],
    mawk: ["awk"],
    "openssh-client": ["ssh-keygen"],
    "openssh-server": ["sshd"],
    passwd: ["groupadd", "passwd", "useradd", "usermod"],
    sed: ["sed"],
    systemd: ["journalctl", "systemctl", "systemd-run"],
    tar: ["tar"],
    "util-linux": ["fallocate", "flock", "setsid", "unshare"],
};

export const tools: readonly string[] = Object.values(toolsOfPackages).flat();

/** @returns the Debian package of a program in {@link tools}. */
export function packageOf(tool: string): string {
    return Object.entries(toolsOfPackages).find(([, programs]) => programs.includes(tool))?.[0] ?? tool;
}

/** What a server said of itself. */
export interface Inspection {
    readonly distribution: string;
    readonly machineId: string;
    /** Name of the first process. */
    readonly init: string;
    /** Public key in the file that is kept, empty when there is none. */
    readonly hostKey: string;
    readonly missingTools: readonly string[];
    /** What dpkg or apt complain about. */
    readonly brokenPackages: string | undefined;
    /** Why the account cannot become root. */
    readonly noRoot: string | undefined;
    readonly readOnly: readonly string[];
    readonly freeMib: ReadonlyMap<string, number>;
    /** Programs that wait on the planned SSH port. */
    readonly listeners: readonly string[];
    /** Other managers of packet filters, with the command that ends them. */
    readonly firewalls: readonly (readonly [name: string, remedy: string])[];
}

/** Reads what `remote/inspect.sh` printed. @throws OperationError when the account runs no commands. */
export function readInspection({ lines, stderr, way }: Answer): Inspection {
    if (lines.at(-1) !== "end") {
        const said = [...lines, ...stderr.split("\n")].find((line) => line !== "") ?? "nothing";
        throw new OperationError(
            `cloud.existing.user: the login as ${describeTarget(way)} runs no shell commands, it says: ${said}; an account ` +
                "with a shell is needed, root or one that may become root by sudo. Set cloud.existing.user to it",
        );
    }
    const facts = lines.map((line) => line.split("\t"));
    const all = (kind: string) => facts.filter(([name]) => name === kind).map(([, ...values]) => values);
    const firsts = (kind: string) => all(kind).map(([value = ""]) => value);
    return {
        distribution: firsts("os")[0] ?? "unknown",
        machineId: firsts("machine-id")[0] ?? "",
        init: firsts("init")[0] ?? "unknown",
        hostKey: firsts("host-key")[0] ?? "",
        missingTools: firsts("missing"),
        brokenPackages: firsts("broken-packages")[0],
        noRoot: firsts("no-root")[0],
        readOnly: firsts("read-only"),
        freeMib: new Map(all("free-mib").map(([folder = "", mib]) => [folder, Number(mib)])),
        listeners: firsts("listener"),
        firewalls: all("firewall").map(([name = "", remedy = ""]) => [name, remedy]),
    };
}
