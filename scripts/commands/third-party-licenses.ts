import type { Metafile } from "esbuild";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** Names by which packages carry their licence, and the notices that Apache-2.0 §4(d) wants passed on. */
const legalFile = /^(licen[cs]e|copying|notice|copyright)/i;

/**
 * Text that goes with a bundle: which packages of others are in it, and the licence of each in full, as nearly every
 * licence asks of who passes code on.
 *
 * @param bundle what esbuild has put into the bundle
 * @param root folder that its paths begin at
 * @throws Error when a package comes without a licence text: it may not be passed on then.
 */
export function thirdPartyLicenses(bundle: Metafile, root: string): string {
    const files = Object.values(bundle.outputs).flatMap(({ inputs }) => Object.keys(inputs));
    const folders = new Set(files.flatMap((file) => packageFolder(file) ?? []));
    const sections = [...folders].sort().map((folder) => sectionOf(join(root, folder)));
    return [
        "What stands beside this file contains packages of others, each under its own licence.\n",
        ...sections,
    ].join(`\n${"=".repeat(80)}\n`);
}

/** The innermost one: a package may have packages of its own. */
function packageFolder(file: string): string | undefined {
    return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function sectionOf(folder: string): string {
    const { name, version, license } = manifest.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
    const names = readdirSync(folder).filter((file) => legalFile.test(file));
    if (names.length === 0)
        throw new Error(`${name} ${version} (${license}) has no licence text: it may not be bundled`);
    const texts = names.sort().map((file) => readFileSync(join(folder, file), "utf8").trim());
    return [`${name} ${version} (${license})`, ...texts, ""].join("\n\n");
}
