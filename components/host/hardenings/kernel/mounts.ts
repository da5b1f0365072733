import { renderAptConf } from "../../formats/apt";
import { renderSystemdUnit } from "../../formats/systemd";
import type { ManagedFile, PartialHostPlan } from "../../plan";

/** Folders whose mount options are tightened. */
export interface MountChoice {
    readonly tmp: boolean;
    readonly varTmp: boolean;
    readonly dev: boolean;
    readonly devShm: boolean;
    readonly varLog: boolean;
    readonly home: boolean;
    readonly hideProcesses: boolean;
}

/**
 * Below `/usr/local/lib` and not `/etc`: a line in `/etc/fstab` becomes a unit of higher rank than this one, so a host
 * that has a file system of its own for the folder keeps it (systemd.unit(5), table of unit paths).
 */
const unitFolder = "/usr/local/lib/systemd/system";

/** Members see every process; nobody is one but services that say why. */
export const processGroup = "proc";

interface MountPoint {
    readonly unit: string;
    readonly path: string;
    readonly options: string;
    readonly why: string;
}

/** Options of each folder: ANSSI R28, CIS 1.1.2. A bind mount onto itself adds options without a partition. */
const bindMounts: Readonly<Record<"varTmp" | "varLog" | "home", MountPoint>> = {
    varTmp: {
        unit: "var-tmp.mount",
        path: "/var/tmp",
        options: "bind,nosuid,nodev,noexec",
        why: "Anybody can write here: what lies here is not run. ANSSI R28, CIS 1.1.2.5.",
    },
    varLog: {
        unit: "var-log.mount",
        path: "/var/log",
        options: "bind,nosuid,nodev,noexec",
        why: "Text that strangers have a hand in: what lies here is not run. ANSSI R28, CIS 1.1.2.6.",
    },
    home: {
        unit: "home.mount",
        path: "/home",
        options: "bind,nosuid,nodev",
        why: "No program in a home folder changes its user. Still executable: people keep scripts there. ANSSI R28, CIS 1.1.2.3.",
    },
};

export function mountsPlan(choice: MountChoice): PartialHostPlan {
    const files: Record<string, ManagedFile> = {};
    const units: Record<string, { enabled: true; active: true; onChange: "reload"; watches: string[] }> = {};
    const add = (unit: string, content: string) => {
        const path = `${unitFolder}/${unit}`;
        files[path] = { content, validate: 'systemd-analyze verify --man=no --recursive-errors=no "$1"' };
        // Reloading a mount unit remounts it with its new options; nothing has to let go of the folder.
        units[unit] = { enabled: true, active: true, onChange: "reload", watches: [path] };
    };
    if (choice.tmp) add("tmp.mount", tmpUnit());
    for (const [name, mount] of Object.entries(bindMounts)) {
        if (choice[name as keyof typeof bindMounts]) add(mount.unit, bindUnit(mount));
    }
    if (choice.tmp) files["/etc/apt/apt.conf.d/60hardened-host-tmp"] = { content: aptTemplates() };
    return { files, units };
}

/** A memory file system of its own, as Debian 13 has by default, with `noexec` besides. */
function tmpUnit(): string {
    return renderSystemdUnit({
        why: "Anybody can write here: what lies here is not run. ANSSI R28, CIS 1.1.2.1.",
        Unit: {
            Description: "Temporary folder /tmp",
            Documentation: "man:file-hierarchy(7)",
            ConditionPathIsSymbolicLink: "!/tmp",
            DefaultDependencies: false,
            Conflicts: "umount.target",
            Before: "local-fs.target umount.target",
            After: "swap.target",
        },
        Mount: {
            What: "tmpfs",
            Where: "/tmp",
            Type: "tmpfs",
            // Limits of systemd's own unit: a full /tmp takes half of the memory at most.
            Options: "mode=1777,strictatime,nosuid,nodev,noexec,size=50%%,nr_inodes=1m",
        },
        Install: { WantedBy: "local-fs.target" },
    });
}

function bindUnit({ path, options, why }: MountPoint): string {
    return renderSystemdUnit({
        why,
        Unit: {
            Description: `Mount options of ${path}`,
            DefaultDependencies: false,
            Conflicts: "umount.target",
            Before: "local-fs.target umount.target",
            After: "local-fs-pre.target systemd-remount-fs.service",
        },
        Mount: { What: path, Where: path, Type: "none", Options: options },
        Install: { WantedBy: "local-fs.target" },
    });
}

/** debconf runs a package's questions from a file that apt unpacks: by default in /tmp, where it no longer may. */
function aptTemplates(): string {
    return renderAptConf([
        {
            name: "APT::ExtractTemplates::TempDir",
            value: "/var/cache/apt",
            why: "/tmp is mounted noexec: the scripts in which packages ask their questions run from here.",
        },
    ]);
}
