import { existsSync } from "node:fs";
import { capture } from "../bootstrap/child";
import { findAdministratorExecutable } from "./executables";

/** How each system's packager calls the package with a tool; null when it has none. */
export interface PackageNames {
    readonly debian: string;
    readonly fedora: string | null;
    readonly arch: string | null;
    readonly openSuse: string | null;
}

/** A program (or file) of the system that we use but cannot bring along. */
export interface SystemTool {
    /** What it is used for, as the end of "needed to ...". */
    readonly purpose: string;
    readonly packages: PackageNames;
    /** True when it is there already, however it was installed. */
    readonly isPresent: () => boolean | Promise<boolean>;
}

const program = (name: string) => () => findAdministratorExecutable(name) !== undefined;
const sameName = (name: string): PackageNames => ({ debian: name, fedora: name, arch: name, openSuse: name });
const isArm = process.arch === "arm64";

const qemu: SystemTool = {
    purpose: "run the local machine",
    packages: isArm
        ? {
              debian: "qemu-system-arm",
              fedora: "qemu-system-aarch64",
              arch: "qemu-system-aarch64",
              openSuse: "qemu-arm",
          }
        : { debian: "qemu-system-x86", fedora: "qemu-system-x86", arch: "qemu-system-x86", openSuse: "qemu-x86" },
    isPresent: program(isArm ? "qemu-system-aarch64" : "qemu-system-x86_64"),
};
const qemuImg: SystemTool = {
    purpose: "make its disk",
    packages: { debian: "qemu-utils", fedora: "qemu-img", arch: "qemu-img", openSuse: "qemu-img" },
    isPresent: program("qemu-img"),
};
const mmdebstrap: SystemTool = {
    purpose: "make its Debian image",
    // In Arch's user repository only; openSUSE has none.
    packages: { debian: "mmdebstrap", fedora: "mmdebstrap", arch: null, openSuse: null },
    isPresent: program("mmdebstrap"),
};
const debianKeyring: SystemTool = {
    purpose: "check the signatures of Debian's packages",
    packages: {
        debian: "debian-archive-keyring",
        fedora: "debian-keyring",
        arch: "debian-archive-keyring",
        openSuse: null,
    },
    isPresent: () => existsSync("/usr/share/keyrings/debian-archive-keyring.gpg"),
};
const e2fsprogs: SystemTool = {
    purpose: "make its file system",
    packages: sameName("e2fsprogs"),
    isPresent: program("mkfs.ext4"),
};
const newuidmap: SystemTool = {
    purpose: "make its image without root",
    packages: { debian: "uidmap", fedora: "shadow-utils", arch: "shadow", openSuse: "shadow" },
    isPresent: () => process.getuid?.() === 0 || program("newuidmap")(),
};

const iproute: SystemTool = {
    purpose: "join test machines in a network",
    packages: { debian: "iproute2", fedora: "iproute", arch: "iproute2", openSuse: "iproute2" },
    isPresent: program("ip"),
};

/** Delivery goes through the system's OpenSSH client, whatever the cloud. */
export const deliveryTools: readonly SystemTool[] = [
    {
        purpose: "log in to hosts",
        packages: { debian: "openssh-client", fedora: "openssh-clients", arch: "openssh", openSuse: "openssh-clients" },
        isPresent: () => program("ssh")() && program("ssh-keygen")(),
    },
];

/** What a stack with a `local` machine needs. */
export const localMachineTools: readonly SystemTool[] = [
    ...deliveryTools,
    qemu,
    qemuImg,
    mmdebstrap,
    debianKeyring,
    e2fsprogs,
    newuidmap,
];

/** What `npm run check` needs. */
export const checkTools: readonly SystemTool[] = [
    {
        purpose: "check shell scripts",
        packages: { debian: "shellcheck", fedora: "ShellCheck", arch: "shellcheck", openSuse: "ShellCheck" },
        isPresent: program("shellcheck"),
    },
    { purpose: "run the steps of pipelines", packages: sameName("jq"), isPresent: program("jq") },
    { purpose: "run the steps of pipelines", packages: sameName("zip"), isPresent: program("zip") },
    { purpose: "run the steps of pipelines", packages: sameName("unzip"), isPresent: program("unzip") },
    { purpose: "run GitLab's pipeline", packages: sameName("rsync"), isPresent: program("rsync") },
    { purpose: "run GitLab's pipeline", packages: sameName("git"), isPresent: program("git") },
];

/** What containers of the tests need; they are Debian's, whatever runs them. */
export const containerTools: readonly SystemTool[] = [
    ...deliveryTools,
    mmdebstrap,
    debianKeyring,
    e2fsprogs,
    {
        purpose: "run Debian in containers",
        packages: {
            debian: "systemd-container",
            fedora: "systemd-container",
            arch: "systemd",
            openSuse: "systemd-container",
        },
        isPresent: program("systemd-nspawn"),
    },
    iproute,
    {
        purpose: "build test packages",
        packages: { debian: "dpkg", fedora: "dpkg", arch: "dpkg", openSuse: "dpkg" },
        isPresent: program("dpkg-deb"),
    },
    {
        purpose: "serve test packages",
        packages: { debian: "python3", fedora: "python3", arch: "python", openSuse: "python3" },
        isPresent: program("python3"),
    },
    { purpose: "make certificates of the tests' own", packages: sameName("openssl"), isPresent: program("openssl") },
];

/** What pruning of backups needs, here and not on the host. */
export const pruneTools: readonly SystemTool[] = [
    { purpose: "prune backups", packages: sameName("restic"), isPresent: program("restic") },
];

const nmap: SystemTool = {
    purpose: "scan hosts from outside",
    packages: sameName("nmap"),
    isPresent: program("nmap"),
};
const pythonVenv: SystemTool = {
    purpose: "install ssh-audit in a folder of its own",
    packages: { debian: "python3-venv", fedora: "python3", arch: "python", openSuse: "python3" },
    // Debian's python3 has the module venv but, without python3-venv, not what venv needs.
    isPresent: () =>
        capture("python3", ["-c", "import venv, ensurepip"]).then(
            () => true,
            () => false,
        ),
};

/** What the vm suite needs besides a local machine. */
export const machineTestTools: readonly SystemTool[] = [
    nmap,
    iproute,
    { purpose: "read firewall rules", packages: sameName("nftables"), isPresent: program("nft") },
    pythonVenv,
];

/** What `npm run audit` needs here; what it needs on a host, the host lends itself. */
export const auditTools: readonly SystemTool[] = [...deliveryTools, nmap, pythonVenv];

/** The same where a host serves TLS. */
export const tlsAuditTools: readonly SystemTool[] = [
    {
        purpose: "look at TLS servers",
        packages: { debian: "testssl.sh", fedora: "testssl", arch: "testssl.sh", openSuse: "testssl.sh" },
        isPresent: program("testssl"),
    },
];

/** What tests of pages need. */
export const browserTools: readonly SystemTool[] = [
    {
        purpose: "look at pages in a browser",
        packages: sameName("chromium"),
        isPresent: program("chromium"),
    },
];
