import { z } from "zod";
import { cloud, cloudIds, isCloudId } from "../components/clouds/index";
import type { MachineFactory } from "../components/clouds/machine";
import { dnsPublisher } from "../components/dns/index";
import type { DnsPublisher } from "../components/dns/provider";
import { PlanConflictError } from "../components/host/conflicts";
import type { SettingsProblem } from "../components/host/errors";
import type { HostPlan } from "../components/host/plan";
import { planHost } from "../components/host/plan-host";
import { hostSettings } from "../components/host/settings";
import type { HostSettings } from "../components/host/settings";
import { checkIdentityFile, collectKeys, loginSettings } from "./login";
import type { Disk } from "./login";
import { judgePlan } from "./enforce-rules";
import { readSecrets } from "./secrets";
import { notAccepted, readSection, unknownKey } from "./setting-problems";

/** One host of a stack, checked. */
export interface HostSettingsOfStack {
    /** Host name without a domain. */
    readonly name: string;
    readonly settings: HostSettings;
    readonly login: {
        readonly user: string;
        readonly authorizedKeys: readonly string[];
        readonly identityFile: string | undefined;
        readonly proxyJump: string | undefined;
    };
    readonly machine: MachineFactory;
    readonly dns: DnsPublisher | undefined;
    /** Content of each secret that the plan names. */
    readonly secrets: Readonly<Record<string, string>>;
    /** What breaks an advisory rule, for its owner to read. */
    readonly advice: readonly string[];
}

interface GivenHost {
    readonly name: string;
    readonly given: unknown;
    readonly secrets: Readonly<Record<string, unknown>>;
    readonly file: string;
    readonly disk: Disk;
}

/** The parts of a host's settings; each has a schema of its own. */
const parts = z.strictObject({
    cloud: z.record(z.string(), z.unknown()),
    dns: z.unknown().optional(),
    login: z.unknown().optional(),
    host: z.unknown().optional(),
});

/** Checks one host, in all its parts. Empty when something is wrong, which is then in `problems`. */
export function readHost(host: GivenHost, problems: SettingsProblem[]): HostSettingsOfStack[] {
    const { name, file, disk } = host;
    const path = `hosts.${name}`;
    const given = readSection(parts, host.given, { path, file }, problems);
    if (given === undefined) return [];
    const section = (part: string) => ({ path: `${path}.${part}`, file });
    const login = readSection(loginSettings, given.login ?? {}, section("login"), problems);
    const settings = readSection(hostSettings, given.host ?? {}, section("host"), problems);
    const dns = given.dns === undefined ? undefined : readSection(dnsPublisher, given.dns, section("dns"), problems);
    const machine = readCloud(given.cloud, settings, path, file, problems);
    if (login === undefined) return [];
    const authorizedKeys = collectKeys(login, section("login"), disk, problems);
    checkIdentityFile(login, section("login"), disk, problems);
    if (settings === undefined) return [];
    const plan = planOf(host, { user: login.user, authorizedKeys }, settings, problems);
    const secrets = plan && readSecrets(host, plan.secretFiles, problems);
    const verdict = plan && judgePlan(name, plan);
    problems.push(...(verdict?.problems ?? []));
    if (machine === undefined || secrets === undefined) return [];
    const { user, identityFile, proxyJump } = login;
    const advice = verdict?.advice ?? [];
    return [
        { name, settings, login: { user, authorizedKeys, identityFile, proxyJump }, machine, dns, secrets, advice },
    ];
}

function readCloud(
    given: Readonly<Record<string, unknown>>,
    settings: HostSettings | undefined,
    hostPath: string,
    file: string,
    problems: SettingsProblem[],
): MachineFactory | undefined {
    const path = `${hostPath}.cloud`;
    const names = Object.keys(given);
    const [id = ""] = names;
    if (names.length !== 1) {
        const problem = `names ${names.length === 0 ? "no cloud" : names.join(" and ")}; it must name exactly one cloud`;
        problems.push({ path, problem, remedy: `Keep one of ${cloudIds.join(", ")} in ${file}` });
        return undefined;
    }
    if (!isCloudId(id)) {
        problems.push(unknownKey(id, cloudIds, { path, file }));
        return undefined;
    }
    const { factory, distributions } = cloud(id);
    if (settings !== undefined && !distributions.includes(settings.distribution)) {
        problems.push({
            path: `${hostPath}.host.distribution`,
            problem: notAccepted(
                settings.distribution,
                `must be one that ${path}.${id} boots: ${distributions.join(", ")}`,
            ),
            remedy: `Correct it in ${file}`,
        });
    }
    return readSection(factory, given[id] ?? {}, { path: `${path}.${id}`, file }, problems);
}

function planOf(
    { name, file }: GivenHost,
    login: { readonly user: string; readonly authorizedKeys: readonly string[] },
    settings: HostSettings,
    problems: SettingsProblem[],
): HostPlan | undefined {
    try {
        return planHost(name, login, settings);
    } catch (error) {
        if (!(error instanceof PlanConflictError)) throw error;
        problems.push(
            ...error.conflicts.map(({ what, sides: [one, other] }) => ({
                path: `hosts.${name}.host.${one}`,
                problem: `${what}: it must not collide with what hosts.${name}.host.${other} asks for`,
                remedy: `Change one of the two in ${file}`,
            })),
        );
        return undefined;
    }
}
