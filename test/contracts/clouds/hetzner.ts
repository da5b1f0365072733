import { numberOf } from "../../components/cloud-answers";
import type { Recording, Registration } from "../../components/registrations";
import type { CloudRow, TrafficRule } from "./evidence";
import { ofType, onlyOne } from "./evidence";
import { alterInput, at, maps, number, portsOf, text, texts } from "./inputs";

const firewallType = "hcloud:index/firewall:Firewall";
const machineType = "hcloud:index/server:Server";

/** The mocks number a firewall by its name; the machine knows the closed one by that number, the open one by a label. */
function firewallsOf(recording: Recording): Registration[] {
    const { inputs } = onlyOne(recording, machineType);
    const [given] = number.array().parse(inputs["firewallIds"]);
    const label = text.parse(at(inputs, "labels.firewall"));
    if (Number(label) !== given) return [];
    const selectors = (firewall: Registration) =>
        maps.parse(firewall.inputs["applyTos"] ?? []).map((target) => target["labelSelector"]);
    const all = ofType(recording, firewallType);
    const closed = all.filter(({ name }) => numberOf(name) === given);
    return closed.length === 0 ? [] : [...closed, ...all.filter((one) => selectors(one).includes(`firewall=${label}`))];
}

function rulesOf(firewall: Registration): TrafficRule[] {
    return maps
        .parse(firewall.inputs["rules"])
        .flatMap((rule) =>
            texts
                .parse(rule["sourceIps"])
                .map((range) => ({ protocol: String(rule["protocol"]), ...portsOf(rule["port"]), range })),
        );
}

/** Without a rule for what goes out, everything may. */
const everything: readonly TrafficRule[] = ["0.0.0.0/0", "::/0"].map((range) => ({
    protocol: "any",
    from: 0,
    to: 65_535,
    range,
}));

function outgoingOf(firewalls: readonly Registration[]): readonly TrafficRule[] {
    const rules = firewalls.flatMap(({ inputs }) => maps.parse(inputs["rules"]));
    return rules.some(({ direction }) => direction === "out") ? [] : everything;
}

const openFirewall = (recording: Recording) =>
    firewallsOf(recording).find(({ inputs }) => maps.parse(inputs["rules"]).length > 0);

export const hetzner: CloudRow = {
    id: "hetzner",
    minimal: { location: "fsn1", serverType: "cx23" },
    full: {
        location: "fsn1",
        serverType: "cax11",
        image: "debian-13",
        sshKeys: ["operations"],
        backups: true,
        dataVolume: { sizeGib: 50 },
        protectMachine: true,
    },
    machineType,
    bootstrap: {
        input: "userData",
        maximumBytes: 32_768,
        encode: (text) => text,
        decode: (text) => ({ text, bytes: Buffer.byteLength(text) }),
    },
    // https://github.com/hetznercloud/terraform-provider-hcloud/blob/main/docs/resources/server.md
    replacing: ["image", "location", "datacenter", "userData", "sshKeys"],
    otherTags: [],
    read: (recording) => {
        const firewalls = firewallsOf(recording);
        return {
            machine: onlyOne(recording, machineType),
            firewalls,
            incoming: firewalls.flatMap(rulesOf),
            outgoing: outgoingOf(firewalls),
            addresses: ofType(recording, "hcloud:index/primaryIp:PrimaryIp"),
            dataVolumes: ofType(recording, "hcloud:index/volume:Volume"),
            encryption: [],
        };
    },
    exempt: {
        "metadata-service": "it has no tokens to ask for; the host's own firewall keeps it for root",
        "encrypted-disks": "it encrypts none",
    },
    flaws: {
        "exact-ports": ({ full }) => {
            const more = { direction: "in", protocol: "tcp", port: "22", sourceIps: ["::/0"] };
            alterInput(openFirewall(full), "rules", [...maps.parse(openFirewall(full)?.inputs["rules"]), more]);
        },
        "exact-sources": ({ full }) => {
            const rules = maps.parse(openFirewall(full)?.inputs["rules"]);
            const wide = rules.map((rule) => ({ ...rule, sourceIps: ["0.0.0.0/0", "::/0"] }));
            alterInput(openFirewall(full), "rules", wide);
        },
        "ways-out": ({ full }) => {
            const none = { direction: "out", protocol: "tcp", port: "1", sourceIps: [] };
            alterInput(openFirewall(full), "rules", [none]);
        },
        "own-firewall": ({ full }) => alterInput(onlyOne(full, machineType), "firewallIds", []),
    },
};
