import { randomBytes } from "node:crypto";
import { firstPrivateKey } from "../../components/provider-answers";
import { secretOf } from "../../components/registrations";
import { plantedSecret } from "./evidence";
import type { Evidence } from "./evidence";
import { alter, alterInput, text } from "./inputs";
import { aboutMachine, taggable } from "./life-rules";
import { configurationOf } from "./network-rules";
import { bootstrapRow } from "./secrecy-rules";

const machineOf = ({ row, full }: Evidence) => row.read(full).machine;

/** Gives the machine another first-boot text, as secret as the first. */
function rewriteBootstrap(evidence: Evidence, rewrite: (bootstrap: string) => string): void {
    const { input, encode, decode } = bootstrapRow(evidence);
    const machine = machineOf(evidence);
    const before = decode(text.parse(secretOf(machine.inputs[input]))).text;
    alterInput(machine, `${input}.value`, encode(rewrite(before)));
}

/** What breaks each rule, in words that all clouds share. A cloud's own flaws come first. */
export const flaws: Readonly<Record<string, (evidence: Evidence) => void>> = {
    "own-firewall": (evidence) => alter(machineOf(evidence), { dependsOn: [] }),
    "delivers-last": (evidence) => {
        alter(configurationOf(evidence.full), { dependsOn: [] });
        alter(machineOf(evidence), { dependsOn: [] });
    },
    "open-before-shut": ({ row, moved }) =>
        row.read(moved).firewalls.forEach((firewall) => alter(firewall, { replaceOnChanges: [] })),
    "stable-address": ({ row, full }) => alter(row.read(full).addresses[0], { protect: false }),
    "no-passwords": (evidence) =>
        rewriteBootstrap(evidence, (before) =>
            before.replace("PasswordAuthentication no", "PasswordAuthentication yes"),
        ),
    "bootstrap-secrets": (evidence) => rewriteBootstrap(evidence, (before) => `${before}# ${plantedSecret}\n`),
    "bootstrap-size": (evidence) => {
        const noise = randomBytes(bootstrapRow(evidence).maximumBytes).toString("hex");
        rewriteBootstrap(evidence, (before) => `${before}# ${noise}\n`);
    },
    "no-plain-secrets": (evidence) => alterInput(machineOf(evidence), "note", `key: ${firstPrivateKey}`),
    "metadata-on-host": ({ full }) => alterInput(configurationOf(full), "files", {}),
    tags: (evidence) => {
        const last = taggable(evidence).at(-1);
        alterInput(last?.resource, last?.input ?? "", undefined);
    },
    family: ({ full }) => alter(configurationOf(full), { parent: "" }),
    outputs: ({ full }) => full.outputs.clear(),
    replacement: (evidence) => alter(machineOf(evidence), { ignoreChanges: [] }),
    "protected-data": ({ row, full }) => alter(row.read(full).dataVolumes[0], { protect: false }),
    "gone-with-machine": (evidence) => alter(aboutMachine(evidence).at(-1), { deletedWith: "" }),
};

/** A program that asks for the same, but for one flaw. */
export function flawed(evidence: Evidence, rule: string): Evidence {
    const broken: Evidence = { ...structuredClone({ ...evidence, row: undefined }), row: evidence.row };
    const flaw = evidence.row.flaws[rule] ?? flaws[rule];
    if (flaw === undefined) throw new Error(`nothing is known to break ${rule}`);
    flaw(broken);
    return broken;
}
