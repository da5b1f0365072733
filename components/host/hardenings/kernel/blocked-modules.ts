import type { BlockedModules } from "../../formats/modprobe";

/**
 * Code that a server has no use for, but that the kernel loads by itself as soon as any account opens a socket of
 * the family, mounts the file system or plugs the device in.
 */
const groups: readonly BlockedModules[] = [
    {
        why: "Rare network protocols, each with a record of privilege escalations: CIS 3.2, ANSSI R10, lynis NETW-3200.",
        modules: ["dccp", "sctp", "rds", "tipc"],
    },
    {
        why: "Protocols of other ages and of other machines (amateur radio, ATM, CAN, X.25, AppleTalk).",
        modules: [
            ...["af_802154", "appletalk", "atm", "ax25", "can", "decnet", "econet", "ipx", "n_hdlc", "netrom"],
            ...["p8022", "p8023", "phonet", "psnap", "rose", "x25"],
        ],
    },
    {
        why: "Rare file systems: a crafted image attacks the kernel's parser. CIS 1.1.1. Not squashfs (snap), vfat (EFI), iso9660 (cloud-init), overlay (containers).",
        modules: ["cramfs", "freevxfs", "hfs", "hfsplus", "jffs2", "udf"],
    },
    {
        // Not ksmbd: modprobe heeds the module's own soft dependencies and passes by its install line (kmod 34).
        why: "A file system of clusters: never on a host of this kind.",
        modules: ["gfs2"],
    },
    {
        why: "FireWire and Thunderbolt read memory directly: lynis STRG-1846, ANSSI R1.",
        modules: ["firewire-core", "firewire-net", "firewire-ohci", "firewire-sbp2", "thunderbolt"],
    },
    { why: "A cloud machine has no radio.", modules: ["bluetooth", "btusb"] },
    { why: "A virtual video device made to test drivers, with a way to root: CVE-2019-18683.", modules: ["vivid"] },
];

const usbStorage: BlockedModules = {
    why: "Whoever reaches the machine's USB carries nothing away and starts nothing: CIS 1.1.1.9, lynis USB-1000.",
    modules: ["uas", "usb-storage"],
};

/** Every module of the list, for the schema: a name that is not on it cannot be allowed again. */
export const blockableModules = groups.flatMap(({ modules }) => modules);

/** The groups without what the user needs. */
export function blockedModules(allowed: readonly string[], allowUsbStorage: boolean): readonly BlockedModules[] {
    const chosen = allowUsbStorage ? groups : [...groups, usbStorage];
    return chosen.map(({ why, modules }) => ({ why, modules: modules.filter((name) => !allowed.includes(name)) }));
}
