import assert from "node:assert/strict";
import { ESLint } from "eslint";
import { resolve } from "node:path";
import tseslint from "typescript-eslint";

const root = resolve(__dirname, "../../..");

/** Rules that need no type of the snippet, which is in no project. */
const importRules = ["boundaries/dependencies", "boundaries/no-unknown-dependencies", "no-restricted-imports"];

interface Case {
    readonly what: string;
    /** File that the snippet pretends to be. */
    readonly file: string;
    readonly code: string;
    readonly rule: string;
}

const importing = (file: string, from: string): Case => ({
    what: `${file} may not import ${from}`,
    file,
    code: `import * as it from "${from}";\nexport const used = it;\n`,
    rule: "boundaries/dependencies",
});

const refused: readonly Case[] = [
    importing("components/host/plan.ts", "@pulumi/pulumi"),
    importing("components/host/plan.ts", "yaml"),
    importing("components/host/plan.ts", "../delivery/first-boot"),
    importing("components/host/values.ts", "../clouds/machine"),
    importing("components/host/hardenings/ssh.ts", "./metadata"),
    importing("components/host/hardenings/ssh.ts", "./index"),
    importing("components/host/hardenings/ssh.ts", "./kernel/sysctl-kernel"),
    importing("components/host/hardenings/kernel/sysctl-kernel.ts", "../metadata"),
    importing("components/host/hardenings/ssh.ts", "@pulumi/pulumi"),
    importing("components/host/hardenings/hardening.ts", "./metadata"),
    importing("components/host/formats/nftables.ts", "../hardenings/metadata"),
    importing("components/host/apps/example.ts", "../hardenings/metadata"),
    importing("components/clouds/hetzner.ts", "./local"),
    importing("components/clouds/hetzner.ts", "./index"),
    importing("components/clouds/hetzner.ts", "../host/values"),
    importing("components/clouds/hetzner.ts", "../delivery/host-key"),
    importing("components/clouds/machine.ts", "./local"),
    importing("components/clouds/index.ts", "../delivery/host-key"),
    importing("components/delivery/host-key.ts", "../clouds/machine"),
    importing("components/delivery/host-key.ts", "../host/hardenings/metadata"),
    importing("components/delivery/host-key.ts", "../../provider/resource"),
    importing("components/hardened-host.ts", "./clouds/local"),
    importing("components/hardened-host.ts", "../stacks/outputs"),
    importing("components/index.ts", "./host/plan"),
    importing("stacks/index.ts", "../components/clouds/local"),
    importing("stacks/index.ts", "../components/delivery/host-key"),
    importing("stacks/index.ts", "../provider/resource"),
    importing("stacks/index.ts", "../test/unit/house/import-rules.test"),
    importing("provider/start.ts", "../components/clouds/machine"),
    importing("provider/start.ts", "../components/clouds/local"),
    importing("provider/start.ts", "../components/delivery/host-key"),
    importing("provider/start.ts", "../components/host/hardenings/metadata"),
    importing("provider/start.ts", "../stacks/outputs"),
    importing("provider/start.ts", "../test/unit/house/import-rules.test"),
    importing("provider/start.ts", "yaml"),
    importing("scripts/example.ts", "../test/unit/house/import-rules.test"),
    ...["components/host/plan.ts", "components/clouds/local.ts", "provider/start.ts", "stacks/index.ts"].map((file) =>
        importing(file, `${"../".repeat(file.split("/").length - 1)}scripts/bootstrap`),
    ),
    ...["fs", "node:fs", "node:fs/promises", "node:child_process", "node:https", "node:dns"].map((name) => ({
        ...importing("components/host/hardenings/ssh.ts", name),
        rule: "no-restricted-imports",
    })),
    {
        what: "a room that nobody has named may import nothing of ours",
        file: "attic/example.ts",
        code: 'import * as it from "../components/host/plan";\nexport const used = it;\n',
        rule: "boundaries/no-unknown-files",
    },
    {
        what: "a require is an import",
        file: "components/hardened-host.ts",
        code: 'export const it = require("./clouds/local");\n',
        rule: "boundaries/dependencies",
    },
    {
        what: "a re-export is an import",
        file: "components/index.ts",
        code: 'export { emptyPlan } from "./host/plan";\n',
        rule: "boundaries/dependencies",
    },
    {
        what: "only the reader of the settings reads pulumi.Config",
        file: "components/hardened-host.ts",
        code: 'import * as pulumi from "@pulumi/pulumi";\nexport const config = new pulumi.Config();\n',
        rule: "no-restricted-syntax",
    },
    {
        what: "only the reader of the settings reads the environment",
        file: "components/delivery/first-boot.ts",
        code: "export const home = process.env.HOME;\n",
        rule: "no-restricted-syntax",
    },
    {
        what: "nothing outside clouds/ compares with a cloud's name",
        file: "components/hardened-host.ts",
        code: 'export const isLocal = (cloud: string) => cloud === "local";\n',
        rule: "no-restricted-syntax",
    },
    {
        what: "nothing outside clouds/ switches on a cloud's name",
        file: "stacks/settings.ts",
        code: 'export function f(cloud: string) {\n    switch (cloud) {\n        case "aws":\n            return 1;\n        default:\n            return 2;\n    }\n}\n',
        rule: "no-restricted-syntax",
    },
];

const allowedImports: readonly (readonly [file: string, from: string])[] = [
    ["components/host/hardenings/index.ts", "./metadata"],
    ["components/host/hardenings/metadata.ts", "../formats/nftables"],
    ["components/host/hardenings/kernel.ts", "./kernel/sysctl-kernel"],
    ["components/host/hardenings/kernel/sysctl-kernel.ts", "./sysctl-network"],
    ["components/host/values.ts", "node:net"],
    ["components/clouds/index.ts", "./local"],
    ["components/clouds/hetzner.ts", "./machine"],
    ["components/delivery/first-boot.ts", "../host/formats/nftables"],
    ["components/hardened-host.ts", "./clouds/machine"],
    ["stacks/index.ts", "../components/clouds/index"],
    ["provider/start.ts", "../components/host/plan"],
    ["scripts/example.ts", "../provider/resource"],
    ["test/unit/example.test.ts", "../../components/clouds/local"],
];

describe("import rules", () => {
    const eslint = new ESLint({
        cwd: root,
        overrideConfig: [
            tseslint.configs.disableTypeChecked,
            {
                files: ["**/*.ts"],
                rules: {
                    "pulumi/no-output-in-template-literal": "off",
                    "pulumi/no-output-instance-in-template-literal": "off",
                },
            },
        ],
    });
    const rulesBroken = async (file: string, code: string) => {
        const [result] = await eslint.lintText(code, { filePath: resolve(root, file) });
        assert.ok(result);
        assert.deepEqual(
            result.messages.filter(({ fatal }) => fatal),
            [],
        );
        return result.messages.map(({ ruleId }) => ruleId);
    };

    for (const { what, file, code, rule } of refused) {
        it(what, async () => {
            const broken = await rulesBroken(file, code);
            assert.ok(broken.includes(rule), `broken: ${broken.join(", ")}`);
        }).timeout(10_000);
    }

    for (const [file, from] of allowedImports) {
        it(`${file} may import ${from}`, async () => {
            const broken = await rulesBroken(file, importing(file, from).code);
            assert.deepEqual(
                broken.filter((rule) => rule !== null && importRules.includes(rule)),
                [],
            );
        }).timeout(10_000);
    }
});
