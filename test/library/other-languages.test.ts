import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";

const root = resolve(__dirname, "../..");

/** What keeps a schema for other languages from being made, and why it is kept: see the decision about them. */
const accepted: Readonly<Record<string, RegExp>> = {
    "one of some words, or some numbers": /Union types .*: type '(("[\w./-]+"|\d+|undefined)( \| )?)+(\.\.\..*)?'$/,
    "one of several kinds":
        /Union types .*'(BackupArgs\.repository|TlsArgs\.dns|AppsServiceArgs\.destinations|EgressAllowedArgs\.to)'/,
    "ports, and ranges of them": /'EgressAllowedArgs\.ports\[\]': type 'string \| number'$/,
    "a program and its arguments": /'AppsServiceArgs\.command': type '\[string, \.\.\.string\[\]\]'/,
    "hosts to wait for": /'HardenedHostArgs\.deliverAfter': type 'readonly HardenedHost\[\]'/,
};

/** Everything that Pulumi's own analyzer refuses; by itself it stops at the first. */
function refusals(folder: string): { refused: string[]; outputs: string[] } {
    const entry = { main: join(root, "components/index.ts") };
    const analyzer = new Analyzer(folder, "hardened-host", entry, new Set(["HardenedHost"]));
    const analyzeSymbol: unknown = Reflect.get(analyzer, "analyzeSymbol");
    assert.ok(typeof analyzeSymbol === "function");
    const refused: string[] = [];
    Reflect.set(analyzer, "analyzeSymbol", (...args: readonly unknown[]): unknown => {
        try {
            return Reflect.apply(analyzeSymbol, analyzer, args) as unknown;
        } catch (error) {
            refused.push(error instanceof Error ? error.message : String(error));
            return { type: "string" };
        }
    });
    const { components } = analyzer.analyze();
    return { refused, outputs: Object.keys(components["HardenedHost"]?.outputs ?? {}) };
}

describe("the library, for other languages of Pulumi", function () {
    this.timeout(180_000);
    let found: ReturnType<typeof refusals>;

    before(async () => {
        const folder = await mkdtemp(join(tmpdir(), "hardened-host-analyzed-"));
        const typeRoots = [join(root, "node_modules/@types")];
        const config = {
            extends: join(root, "tsconfig.json"),
            compilerOptions: { types: ["node"], typeRoots },
            files: [join(root, "components/index.ts")],
            include: [],
        };
        await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
        found = refusals(folder);
        await rm(folder, { recursive: true });
    });

    it("shows its outputs, and nothing of its inside", () => {
        const outputs = [
            "address",
            "exposureLevels",
            "generation",
            "hostKey",
            "knownHosts",
            "plannedExposureLevels",
            "sshCommand",
            "sshPort",
            "sshfp",
            "taskOutputs",
        ];
        assert.deepEqual(found.outputs.sort(), outputs);
    });

    it("asks for nothing that they cannot say, but for what is known", () => {
        const known = Object.values(accepted);
        assert.deepEqual(
            found.refused.filter((refusal) => !known.some((kind) => kind.test(refusal))),
            [],
        );
    });

    it("knows nothing that it no longer asks for", () => {
        for (const [title, kind] of Object.entries(accepted)) {
            assert.ok(
                found.refused.some((refusal) => kind.test(refusal)),
                title,
            );
        }
    });
});
