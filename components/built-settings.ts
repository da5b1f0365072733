import { build } from "./builds/build";
import type { BuildOrder } from "./builds/build";
import type { SettingsProblem } from "./host/errors";
import type { Section } from "./host/setting-problems";
import type { HostSettings } from "./host/settings";

type Services = NonNullable<HostSettings["apps"]["service"]>;

/**
 * The settings of a host with the digest of each program that is built on this computer, which is built for that. What
 * cannot be built, or is not what the settings expect, is added to `problems`. `within` has the setting `host`.
 */
export function withBuilds(settings: HostSettings, within: Section, problems: SettingsProblem[]): HostSettings {
    const { service } = settings.apps;
    if (service === undefined) return settings;
    const path = `${within.path === "" ? "" : `${within.path}.`}host.apps.service`;
    const built = Object.entries(service).map(([name, chosen]): [string, Services[string]] => {
        const order = chosen.source.build;
        if (order === undefined) return [name, chosen];
        const section = { path: `${path}.${name}.source.build`, file: within.file };
        const sha256 = digestOf(order, section, problems);
        return [name, { ...chosen, source: { build: { ...order, sha256 } } }];
    });
    return { ...settings, apps: { ...settings.apps, service: Object.fromEntries(built) } };
}

function digestOf(
    order: BuildOrder & { readonly sha256?: string | undefined },
    { path, file }: Section,
    problems: SettingsProblem[],
): string | undefined {
    const { sha256: expected, folder, command, output, environment } = order;
    let digest: string;
    try {
        digest = build({ folder, command, output, environment });
    } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        const problem = `is not built: ${why}`;
        problems.push({ path, problem, remedy: `Mend the build, or correct the setting in ${file}` });
        return expected;
    }
    if (expected === undefined || expected === digest) return digest;
    const problem = `${expected} is not the digest of what was built, which is ${digest}`;
    problems.push({ path: `${path}.sha256`, problem, remedy: `Find out why, or correct it in ${file}` });
    return expected;
}
