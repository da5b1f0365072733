import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { planHost } from "../../components/host/plan-host";
import type { HostPlan } from "../../components/host/plan";
import type { GoldenCase } from "./cases";

/** Everything of the plan that is not the content of a file. */
const planFile = "plan.json";

/** Folder of the files that a host would get, laid out as on the host. */
export function goldenFolder({ name }: GoldenCase): string {
    return join(__dirname, name);
}

export function planCase({ hostname, login, settings }: GoldenCase): HostPlan {
    return planHost(hostname, login, settings);
}

/** Path below the golden folder -> content. */
export function renderGolden(plan: HostPlan): Map<string, string> {
    const files = Object.entries(plan.files);
    const withoutContent = files.map(([path, { content: _content, ...attributes }]): [string, object] => [
        path,
        attributes,
    ]);
    const rest: object = { ...plan, files: Object.fromEntries(withoutContent) };
    return new Map([
        ...files.map(([path, { content }]): [string, string] => [path.slice(1), content]),
        [planFile, `${JSON.stringify(rest, undefined, 2)}\n`],
    ]);
}

export function readGolden(folder: string): Map<string, string> {
    const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path));
    const files = paths.filter((path) => statSync(path).isFile());
    return new Map(files.map((path) => [relative(folder, path), readFileSync(path, "utf8")]));
}

export function writeGolden(folder: string, files: ReadonlyMap<string, string>): void {
    rmSync(folder, { recursive: true, force: true });
    for (const [path, content] of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
    }
}
