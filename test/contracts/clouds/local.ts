import type { CloudRow } from "./evidence";
import { ofType, onlyOne } from "./evidence";
import { alter, alterInput } from "./inputs";

const openingType = "hardened-host:index:LocalOpening";
const machineType = "hardened-host:index:LocalMachine";

export const local: CloudRow = {
    id: "local",
    minimal: {},
    full: {
        memoryMib: 1024,
        cpus: 1,
        diskGib: 10,
        segment: { tap: "tap0", ipv4Cidr: "192.0.2.10/24", ipv6Cidr: "2001:db8::10/64" },
    },
    machineType,
    bootstrap: {
        input: "bootstrap",
        // A seed image has no limit; a first-boot text is meant to stay small.
        maximumBytes: 65_536,
        encode: (text) => text,
        decode: (text) => ({ text, bytes: Buffer.byteLength(text) }),
    },
    replacing: ["bootstrap"],
    otherTags: [],
    read: (recording) => {
        const openings = ofType(recording, openingType);
        return {
            machine: onlyOne(recording, machineType),
            firewalls: openings,
            incoming: openings.map(({ inputs }) => ({
                protocol: String(inputs["protocol"]),
                from: Number(inputs["port"]),
                to: Number(inputs["portEnd"] ?? inputs["port"]),
                range: "127.0.0.0/8",
            })),
            outgoing: [],
            addresses: [],
            dataVolumes: [],
            encryption: [],
        };
    },
    exempt: {
        "exact-sources": "it answers to this computer only; the host's own firewall knows the sources",
        "ways-out": "QEMU's user network lets out what this computer may reach",
        "own-firewall": "nothing reaches the machine but through its openings, which come after it",
        "stable-address": "the loopback address belongs to the machine",
        "protected-data": "it has no data volume",
        "encrypted-disks": "its disk is a file of this computer",
        "metadata-service": "it has none",
        tags: "QEMU knows no tags",
    },
    flaws: {
        "exact-ports": ({ full }) => alterInput(ofType(full, openingType)[0], "port", 22),
        "open-before-shut": ({ full, moved }) => {
            const [before] = ofType(full, openingType);
            const after = ofType(moved, openingType).find(({ inputs }) => inputs["port"] === 2022);
            alter(after, { name: before?.name ?? "" });
        },
    },
};
