import type { SettingsProblem } from "../components/host/errors";
import type { HostPlan } from "../components/host/plan";
import { unknownKey } from "../components/host/setting-problems";

/** The secrets that a stack holds for one host; what is in them never gets into a message. */
export interface GivenSecrets {
    /** Name of the host. */
    readonly name: string;
    readonly secrets: Readonly<Record<string, unknown>>;
    /** Stack file that holds them, encrypted. */
    readonly file: string;
}

/** Content of each secret that the plan puts somewhere. One that is not set, or that nothing uses, is a problem. */
export function readSecrets(
    { name, secrets: given, file }: GivenSecrets,
    slots: HostPlan["secretFiles"],
    problems: SettingsProblem[],
): Readonly<Record<string, string>> {
    const wanted = new Map(Object.entries(slots).map(([path, { secret }]) => [secret, path]));
    const found = [...wanted].flatMap(([secret, path]) => {
        const content = given[secret];
        if (typeof content === "string" && content !== "") return [[secret, content] as const];
        problems.push({
            path: `secrets.${name}.${secret}`,
            problem: `is not set; it must be the text that goes into ${path} on the host`,
            remedy: `Run: pulumi config set --secret --path 'hardened-host:secrets.${name}.${secret}'`,
        });
        return [];
    });
    const strangers = Object.keys(given).filter((secret) => !wanted.has(secret));
    const section = { path: `secrets.${name}`, file };
    problems.push(...strangers.map((secret) => unknownKey(secret, [...wanted.keys()], section)));
    return Object.fromEntries(found);
}
