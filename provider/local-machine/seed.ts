import { createHash } from "node:crypto";
import type { Segment } from "./inputs";
import { iso9660Image } from "./iso9660";

/** Hardware addresses of a machine's network interfaces, the same for its whole life. */
export interface HardwareAddresses {
    /** On QEMU's user network, which leads to the Internet. */
    readonly nat: string;
    readonly segment: string;
}

/** In QEMU's own prefix, 52:54:00; told apart by the machine, since several may share a segment. */
export function hardwareAddresses(machineId: string): HardwareAddresses {
    const address = (network: string) => {
        const digits = createHash("sha256").update(`${machineId}/${network}`).digest("hex");
        return `52:54:00:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4, 6)}`;
    };
    return { nat: address("nat"), segment: address("segment") };
}

export interface SeedSettings {
    readonly machineId: string;
    readonly name: string;
    readonly bootstrap: string;
    readonly segment?: Segment | undefined;
}

/** Files of cloud-init's NoCloud data source, by name. JSON is YAML too. */
export function seedFiles({ machineId, name, bootstrap, segment }: SeedSettings): Readonly<Record<string, string>> {
    return {
        "user-data": bootstrap,
        "meta-data": json({ "instance-id": machineId, "local-hostname": name }),
        "network-config": json(networkConfig(hardwareAddresses(machineId), segment)),
    };
}

function networkConfig({ nat, segment: segmentAddress }: HardwareAddresses, segment: Segment | undefined): object {
    return {
        version: 2,
        ethernets: {
            nat: { match: { macaddress: nat }, dhcp4: true, dhcp6: true, "accept-ra": true },
            ...(segment === undefined
                ? {}
                : {
                      segment: {
                          match: { macaddress: segmentAddress },
                          addresses: [segment.ipv4Cidr, segment.ipv6Cidr],
                          // Not a way to anywhere: neither asked for an address nor waited for at boot.
                          dhcp4: false,
                          "accept-ra": false,
                          optional: true,
                      },
                  }),
        },
    };
}

function json(value: object): string {
    return `${JSON.stringify(value, null, 2)}\n`;
}

/** Disk image that NoCloud finds by its label. */
export function seedImage(settings: SeedSettings): Buffer {
    return iso9660Image("cidata", seedFiles(settings));
}
