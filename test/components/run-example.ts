// Run in a process of its own: an example, with mocks for the engine. Prints what it asked for, and whose code it loaded.
import * as pulumi from "@pulumi/pulumi";
import { resolve } from "node:path";
import { answers } from "./provider-answers";
import { recordRegistrations } from "./registrations";

async function main([example = "", publicKey = "", hostKey = ""]: readonly string[]): Promise<void> {
    const { resources } = await recordRegistrations(answers);
    const config = { publicKey, hostKey, privateKey: "not used by mocks" };
    const named = Object.entries(config).map(([name, value]) => [`hardened-host:${name}`, value] as const);
    pulumi.runtime.setAllConfig(Object.fromEntries(named));
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- as Pulumi loads a program
    require(resolve(__dirname, "../../examples", `${example}.ts`));
    await pulumi.runtime.disconnect();
    const loaded = Object.keys(require.cache).flatMap((path) => /node_modules\/@pulumi\/([^/]+)/.exec(path)?.[1] ?? []);
    const made = resources.map(({ type, name }) => `${type} ${name}`);
    process.stdout.write(JSON.stringify({ made, loaded: [...new Set(loaded)].sort() }));
}

void main(process.argv.slice(2));
