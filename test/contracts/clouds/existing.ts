import type { CloudRow } from "./evidence";
import { onlyOne } from "./evidence";

const machineType = "hardened-host:index:ExistingServer";
const noFirewall = "what is in front of somebody's server is its owner's; the host's own firewall lets the openings in";
const noFirstBoot = "it booted before the stack knew it, and is sent no first-boot text";

export const existing: CloudRow = {
    id: "existing",
    minimal: { address: "203.0.113.7" },
    full: {
        address: "203.0.113.7",
        port: 2200,
        user: "debian",
        identityFile: "~/.ssh/id_first",
        hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBcpEue0Zsbmp6MdlmS/WyLOwtwqdA6juTpbzdj/s5Q1 root@server",
    },
    machineType,
    bootstrap: undefined,
    replacing: [],
    otherTags: [],
    read: (recording) => ({
        machine: onlyOne(recording, machineType),
        firewalls: [],
        incoming: [],
        outgoing: [],
        addresses: [],
        dataVolumes: [],
        encryption: [],
    }),
    exempt: {
        "exact-ports": noFirewall,
        "exact-sources": noFirewall,
        "ways-out": noFirewall,
        "own-firewall": noFirewall,
        "delivers-last": noFirewall,
        "open-before-shut": noFirewall,
        "stable-address": "the address is its owner's",
        "no-passwords": `${noFirstBoot}; the delivery turns passwords off`,
        "bootstrap-secrets": noFirstBoot,
        "bootstrap-size": noFirstBoot,
        "metadata-service": "whether there is one is not the stack's to say; the host's own firewall keeps it for root",
        "encrypted-disks": "its disks are there already",
        tags: "it has none",
        replacement: "no setting replaces it: another server is refused",
        "protected-data": "it has no data volume of the stack's",
        "gone-with-machine": "it stays when the stack goes, and the delivery takes its own back",
    },
    flaws: {},
};
