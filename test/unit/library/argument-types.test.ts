import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { z } from "zod";
import type { awsSettings } from "../../../components/clouds/aws/settings";
import type { digitaloceanSettings } from "../../../components/clouds/digitalocean/settings";
import type { existingSettings } from "../../../components/clouds/existing/settings";
import type { hetznerSettings } from "../../../components/clouds/hetzner/settings";
import type { dnsSettings } from "../../../components/dns/index";
import type { hostSettings } from "../../../components/host/settings";
import type { CloudArgs, DnsArgs, HostArgs } from "../../../components/index";
import { argumentTypes } from "../../../scripts/argument-types";

const file = resolve(__dirname, "../../../components/arguments.ts");

/** `true` where each type can stand for the other; the compiler refuses the assignments below where it is not. */
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;
type Cloud<Id extends keyof CloudArgs> = Exclude<CloudArgs[Id], undefined>;

const same = {
    host: true satisfies Same<z.input<typeof hostSettings>, HostArgs>,
    dns: true satisfies Same<z.input<typeof dnsSettings>, DnsArgs>,
    aws: true satisfies Same<z.input<typeof awsSettings>, Cloud<"aws">>,
    digitalocean: true satisfies Same<z.input<typeof digitaloceanSettings>, Cloud<"digitalocean">>,
    hetzner: true satisfies Same<z.input<typeof hetznerSettings>, Cloud<"hetzner">>,
    existing: true satisfies Same<z.input<typeof existingSettings>, Cloud<"existing">>,
};

describe("the types of a host's arguments", () => {
    it("are what the schemas say: npm run accept", () => {
        const types = argumentTypes();
        if (process.env["ACCEPT_GOLDENS"] === "1") writeFileSync(file, types);
        assert.ok(readFileSync(file, "utf8") === types, "components/arguments.ts is not what the schemas say");
    });

    it("are to TypeScript what the schemas take", () => {
        assert.deepEqual(Object.values(same), [true, true, true, true, true, true]);
    });

    it("document every argument", () => {
        const lines = argumentTypes().split("\n");
        const members = lines.flatMap((line, index) => (/^ {4}\w+\??: /.test(line) ? [index] : []));
        const undocumented = members.filter((index) => !/\*\/$/.test(lines[index - 1] ?? ""));
        const isInterface = (line: string) => /: \w+Args( \| undefined)?;$/.test(line);
        assert.deepEqual(
            undocumented.map((index) => lines[index] ?? "").filter((line) => !isInterface(line)),
            [],
        );
    });
});
