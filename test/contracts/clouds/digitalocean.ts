import type { Recording, Registration } from "../../components/registrations";
import type { CloudRow, TrafficRule } from "./evidence";
import { ofType, onlyOne } from "./evidence";
import { alterInput, maps, portsOf, texts } from "./inputs";

const firewallType = "digitalocean:index/firewall:Firewall";
const machineType = "digitalocean:index/droplet:Droplet";

function rulesOf(firewall: Registration, list: string, ranges: string): TrafficRule[] {
    return maps.parse(firewall.inputs[list] ?? []).flatMap((rule) =>
        texts.parse(rule[ranges]).map((range) => ({
            protocol: String(rule["protocol"]),
            ...(rule["portRange"] === undefined ? { from: 0, to: 65_535 } : portsOf(rule["portRange"])),
            range,
        })),
    );
}

/** A firewall has the machine when it names one of the machine's tags. */
function firewallsOf(recording: Recording): Registration[] {
    const tags = texts.parse(onlyOne(recording, machineType).inputs["tags"]);
    return ofType(recording, firewallType).filter(({ inputs }) =>
        texts.parse(inputs["tags"]).some((tag) => tags.includes(tag)),
    );
}

export const digitalocean: CloudRow = {
    id: "digitalocean",
    minimal: { region: "fra1", size: "s-1vcpu-2gb" },
    full: {
        region: "fra1",
        size: "s-2vcpu-4gb",
        image: "debian-13-x64",
        sshKeys: ["3b:16:bf:e4:8b:00:8b:b8:59:8c:a9:d3:f0:19:45:fa"],
        vpc: "5a4981aa-9653-4bd1-bef5-d6bff52042e4",
        project: "4de7ac8b-495b-4884-9a69-1050c6793cd6",
        monitoring: true,
        backups: true,
        dataVolume: { sizeGib: 50 },
    },
    machineType,
    bootstrap: {
        input: "userData",
        maximumBytes: 65_536,
        encode: (text) => text,
        decode: (text) => ({ text, bytes: Buffer.byteLength(text) }),
    },
    // https://github.com/digitalocean/terraform-provider-digitalocean/blob/main/docs/resources/droplet.md
    replacing: [
        "image",
        "region",
        "userData",
        "sshKeys",
        "vpcUuid",
        "dropletAgent",
        "monitoring",
        "publicNetworking",
        "gpuPartitionMode",
    ],
    otherTags: [firewallType],
    read: (recording) => {
        const firewalls = firewallsOf(recording);
        return {
            machine: onlyOne(recording, machineType),
            firewalls,
            incoming: firewalls.flatMap((firewall) => rulesOf(firewall, "inboundRules", "sourceAddresses")),
            outgoing: firewalls.flatMap((firewall) => rulesOf(firewall, "outboundRules", "destinationAddresses")),
            addresses: ofType(recording, "digitalocean:index/reservedIp:ReservedIp"),
            dataVolumes: ofType(recording, "digitalocean:index/volume:Volume"),
            encryption: [],
        };
    },
    exempt: {
        "metadata-service": "it has no tokens to ask for; the host's own firewall keeps it for root",
        "encrypted-disks": "every disk is encrypted, and nothing can be said about it",
    },
    flaws: {
        "exact-ports": ({ full }) => {
            const [firewall] = firewallsOf(full);
            const more = { protocol: "tcp", portRange: "1-65535", sourceAddresses: ["0.0.0.0/0"] };
            alterInput(firewall, "inboundRules", [...maps.parse(firewall?.inputs["inboundRules"]), more]);
        },
        "exact-sources": ({ full }) => {
            for (const rule of maps.parse(firewallsOf(full)[0]?.inputs["inboundRules"])) {
                rule["sourceAddresses"] = ["0.0.0.0/0"];
                alterInput(firewallsOf(full)[0], "inboundRules", [rule]);
            }
        },
        "ways-out": ({ full }) => alterInput(firewallsOf(full)[0], "outboundRules", []),
        "own-firewall": ({ full }) => alterInput(onlyOne(full, machineType), "tags", ["other"]),
    },
};
