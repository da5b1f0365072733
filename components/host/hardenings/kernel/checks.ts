import type { BenchmarkItem } from "../../benchmark-items";
import type { Check } from "../../part";
import { blockedModules } from "./blocked-modules";
import type { KernelSettings } from "./settings";
import { kernelSysctl } from "./sysctl-kernel";
import { networkSysctl } from "./sysctl-network";
import type { SysctlValue } from "../../formats/sysctl";

export function kernelChecks(chosen: KernelSettings): readonly Check[] {
    return [...sysctlChecks(chosen), ...moduleChecks(chosen), ...coreDumpChecks(), ...mountChecks(chosen), ...appArmor];
}

const kernelItems: readonly BenchmarkItem[] = [
    "CIS13 1.5.1",
    "CIS13 1.5.2",
    "CIS13 1.5.3",
    "CIS13 1.5.4",
    "CIS13 1.5.5",
    "CIS13 1.5.8",
    "CIS13 1.5.9",
    "BP28 R9",
    "BP28 R11",
    "BP28 R14",
];

const networkItems: readonly BenchmarkItem[] = [
    "CIS13 3.3.1.4",
    "CIS13 3.3.1.5",
    "CIS13 3.3.1.6",
    "CIS13 3.3.1.7",
    "CIS13 3.3.1.8",
    "CIS13 3.3.1.9",
    "CIS13 3.3.1.10",
    "CIS13 3.3.1.11",
    "CIS13 3.3.1.12",
    "CIS13 3.3.1.13",
    "CIS13 3.3.1.14",
    "CIS13 3.3.1.15",
    "CIS13 3.3.1.16",
    "CIS13 3.3.1.17",
    "CIS13 3.3.1.18",
    "CIS13 3.3.2.3",
    "CIS13 3.3.2.4",
    "CIS13 3.3.2.5",
    "CIS13 3.3.2.6",
    "BP28 R12",
    "BP28 R13",
];

function sysctlChecks(chosen: KernelSettings): Check[] {
    return [
        {
            title: "every kernel parameter has the planned value",
            covers: kernelItems,
            command: allInForce(kernelSysctl(chosen)),
        },
        {
            title: "every network parameter has the planned value on every interface",
            covers: networkItems,
            command: allInForce(networkSysctl(chosen.reversePath)),
        },
    ];
}

/**
 * Compares files below /proc/sys, so that `*` reaches each interface. A parameter that the kernel does not have is
 * passed over when it is optional, and a failure otherwise.
 */
function allInForce(values: readonly SysctlValue[]): string {
    const tests = values.map(({ key, value, optional }) => {
        const path = `/proc/sys/${key.replaceAll(".", "/")}`;
        const absent = optional === true ? `[ ! -e "$f" ] || ` : "";
        return `for f in ${path}; do ${absent}[ "$(cat "$f")" = "${value}" ] || { echo "$f"; exit 1; }; done`;
    });
    return tests.join("\n");
}

/** Modules that CIS names one by one. */
const moduleItems: readonly (readonly [string, BenchmarkItem])[] = [
    ["cramfs", "CIS13 1.1.1.1"],
    ["freevxfs", "CIS13 1.1.1.2"],
    ["hfs", "CIS13 1.1.1.3"],
    ["hfsplus", "CIS13 1.1.1.4"],
    ["jffs2", "CIS13 1.1.1.5"],
    ["udf", "CIS13 1.1.1.8"],
    ["firewire-core", "CIS13 1.1.1.9"],
    ["usb-storage", "CIS13 1.1.1.10"],
    ["atm", "CIS13 3.2.1"],
    ["can", "CIS13 3.2.2"],
    ["dccp", "CIS13 3.2.3"],
    ["rds", "CIS13 3.2.4"],
    ["sctp", "CIS13 3.2.5"],
    ["tipc", "CIS13 3.2.6"],
];

function moduleChecks({ allowedModules, usbStorage }: KernelSettings): Check[] {
    const names = blockedModules(allowedModules, usbStorage).flatMap(({ modules }) => modules);
    const loaded = names.map((name) => name.replaceAll("-", "_")).join("|");
    return [
        {
            title: "modprobe refuses every blocked kernel module",
            covers: moduleItems.filter(([module]) => names.includes(module)).map(([, item]) => item),
            command: `for m in ${names.join(" ")}; do modprobe -n -v "$m" | grep -q '^install /bin/false' || exit 1; done`,
        },
        {
            title: "no blocked kernel module is loaded",
            command: `! grep -Eq '^(${loaded}) ' /proc/modules`,
            holdsOnStock: "most of them load only when something asks for them",
        },
    ];
}

function coreDumpChecks(): Check[] {
    return [
        {
            title: "a program that crashes leaves no core dump",
            sideEffect: "crashes a program of its own",
            covers: ["CIS13 1.5.11", "CIS13 1.5.12", "CIS13 1.5.13"],
            command:
                'd=$(mktemp -d -p /var/lib) && cd "$d" && sh -c "ulimit -c unlimited; kill -s SEGV \\$\\$"; ' +
                'n=$(find "$d" -type f | wc -l); rm -rf "$d"; [ "$n" = 0 ]',
        },
        {
            title: "services start with a core dump limit of zero",
            command: '[ "$(systemctl show -p DefaultLimitCORE --value)" = 0 ]',
        },
    ];
}

function mountChecks({ mounts }: KernelSettings): Check[] {
    const rows: readonly (readonly [boolean, string, readonly string[], readonly BenchmarkItem[]])[] = [
        [mounts.tmp, "/tmp", ["nosuid", "nodev", "noexec"], optionItems("2.1")],
        [mounts.varTmp, "/var/tmp", ["nosuid", "nodev", "noexec"], optionItems("2.5")],
        [mounts.dev, "/dev", ["nosuid", "noexec"], []],
        [mounts.devShm, "/dev/shm", ["nosuid", "nodev", "noexec"], optionItems("2.2")],
        [mounts.varLog, "/var/log", ["nosuid", "nodev", "noexec"], optionItems("2.6")],
        [mounts.home, "/home", ["nosuid", "nodev"], ["CIS13 1.1.2.3.2", "CIS13 1.1.2.3.3", "BP28 R28"]],
    ];
    const options = rows
        .filter(([wanted]) => wanted)
        .map(([, path, flags, covers]) => ({
            title: `${path} is mounted ${flags.join(", ")}`,
            covers,
            command: `o=,$(findmnt -no OPTIONS --mountpoint ${path}),; ${flags.map((flag) => hasOption(flag)).join(" && ")}`,
        }));
    return mounts.hideProcesses ? [...options, ...processChecks] : options;
}

/** The items on nodev, nosuid and noexec of a section of CIS 1.1. */
function optionItems(section: string): readonly BenchmarkItem[] {
    return [...[2, 3, 4].map((item): BenchmarkItem => `CIS13 1.1.${section}.${item}`), "BP28 R28"];
}

function hasOption(flag: string): string {
    return `case $o in *,${flag},*) ;; *) exit 1 ;; esac`;
}

const asNobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";

const processChecks: readonly Check[] = [
    { title: "an account does not see the processes of others", command: `! ${asNobody} test -e /proc/1` },
    {
        title: "logind sees the processes that it keeps sessions for",
        command: `g=$(getent group proc | cut -d: -f3) && grep -Eq "^Groups:.*\\b$g\\b" "/proc/$(systemctl show -p MainPID --value systemd-logind.service)/status"`,
    },
];

const appArmor: readonly Check[] = [
    {
        title: "AppArmor is in force with at least one enforced profile",
        covers: ["CIS13 1.3.1.1", "CIS13 1.3.1.2", "BP28 R45"],
        command: 'aa-enabled --quiet && [ "$(aa-status --enforced)" -gt 0 ]',
        holdsOnStock: "Debian's and Ubuntu's cloud images come with it",
    },
];
