import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { CloudArgs, DnsArgs, HostArgs } from "./arguments";
import { cloud, cloudIds, isCloudId } from "./clouds/index";
import type { MachineFactory } from "./clouds/machine";
import { withBuilds } from "./built-settings";
import { dnsPublisher } from "./dns/index";
import type { DnsPublisher } from "./dns/provider";
import { PlanConflictError } from "./host/conflicts";
import { formatProblem } from "./host/errors";
import type { SettingsProblem } from "./host/errors";
import { loginName } from "./host/login-name";
import type { HostPlan } from "./host/plan";
import type { AdminTask } from "./host/part";
import { hostTasks, planHost } from "./host/plan-host";
import { notAccepted, readSection, settingPath, unknownKey } from "./host/setting-problems";
import type { Section } from "./host/setting-problems";
import { hostSettings } from "./host/settings";
import type { HostSettings, Login } from "./host/settings";
import { sshPublicKey } from "./host/ssh-public-key";
import { hostLabel, singleLine } from "./host/values";

/** Who logs in, and how. */
const loginArguments = z.strictObject({
    user: loginName().default("deploy"),
    authorizedKeys: z.array(sshPublicKey()).min(1, "must hold at least one public key, or nobody could log in"),
    identityFile: singleLine(4096).optional(),
    proxyJump: singleLine(4096).optional(),
});

type GivenLogin = z.input<typeof loginArguments>;

/** The arguments of a host that are plain data, as a program gives them. */
export interface GivenHost {
    readonly cloud: CloudArgs;
    readonly host?: HostArgs | undefined;
    readonly dns?: DnsArgs | undefined;
    readonly login: Readonly<Omit<GivenLogin, "authorizedKeys">> & Pick<Login, "authorizedKeys">;
    readonly secrets?: Readonly<Record<string, unknown>> | undefined;
}

/** What they say. */
export interface CheckedHost {
    readonly login: z.output<typeof loginArguments>;
    readonly settings: HostSettings;
    readonly machine: MachineFactory;
    readonly dns: DnsPublisher | undefined;
    readonly plan: HostPlan;
    readonly tasks: readonly AdminTask[];
}

/** Checks the arguments of one host. @throws RunError, which Pulumi shows without a stack trace, with all that is wrong. */
export function checkHost(name: string, given: GivenHost): CheckedHost {
    const problems: SettingsProblem[] = [];
    const section = (path: string): Section => ({ path, file: "the program" });
    const label = hostLabel().safeParse(name);
    if (!label.success) {
        const accepted = label.error.issues.map(({ message }) => message).join(" and ");
        problems.push({ path: "name", problem: notAccepted(name, accepted), remedy: "Rename it in the program" });
    }
    const read = readSection(hostSettings, given.host ?? {}, section("host"), problems);
    const settings = read && withBuilds(read, section(""), problems);
    const dns = given.dns === undefined ? undefined : readSection(dnsPublisher, given.dns, section("dns"), problems);
    const machine = readCloud(given.cloud, settings, section(""), problems);
    const login = readSection(loginArguments, given.login, section("login"), problems);
    const plan = settings && login && planOrConflicts(name, login, settings, section(""), problems);
    if (plan !== undefined) checkSecrets(plan, given.secrets ?? {}, problems);
    if (problems.length === 0 && settings && login && machine && plan) {
        return { login, settings, machine, dns, plan, tasks: hostTasks(name, login, settings) };
    }
    const lines = problems.map(formatProblem).join("\n");
    throw new pulumi.RunError(`the arguments of host ${name} are refused, and nothing was changed:\n\n${lines}\n`);
}

/** Checks the one cloud that is named. What is wrong is added to `problems`; `within` is what has the settings `cloud` and `host`. */
export function readCloud(
    given: object,
    settings: HostSettings | undefined,
    within: Section,
    problems: SettingsProblem[],
): MachineFactory | undefined {
    const { file } = within;
    const path = below(within.path, "cloud");
    const entries = Object.entries(given).filter(([, value]) => value !== undefined);
    const [[id, value] = ["", undefined]] = entries;
    if (entries.length !== 1) {
        const named = entries.length === 0 ? "no cloud" : entries.map(([name]) => name).join(" and ");
        const problem = `names ${named}; it must name exactly one cloud`;
        problems.push({ path, problem, remedy: `Keep one of ${cloudIds.join(", ")} in ${file}` });
        return undefined;
    }
    if (!isCloudId(id)) {
        problems.push(unknownKey(id, cloudIds, { path, file }));
        return undefined;
    }
    const { factory, distributions } = cloud(id);
    if (settings !== undefined && !distributions.includes(settings.distribution)) {
        const accepted = `must be one that ${path}.${id} boots: ${distributions.join(", ")}`;
        problems.push({
            path: below(within.path, "host.distribution"),
            problem: notAccepted(settings.distribution, accepted),
            remedy: `Correct it in ${file}`,
        });
    }
    return readSection(factory, value ?? {}, { path: `${path}.${id}`, file }, problems);
}

/** The plan of a host. Where parts of it collide, that is added to `problems`, and the answer is `undefined`. */
export function planOrConflicts(
    name: string,
    login: Login,
    settings: HostSettings,
    within: Section,
    problems: SettingsProblem[],
): HostPlan | undefined {
    try {
        return planHost(name, login, settings);
    } catch (error) {
        if (!(error instanceof PlanConflictError)) throw error;
        const host = below(within.path, "host");
        problems.push(
            ...error.conflicts.map(({ what, sides: [one, other], isMissing = false, setting = one, remedy }) => ({
                path: `${host}.${setting}`,
                problem: problemOf(what, `${host}.${other}`, isMissing, remedy),
                remedy:
                    remedy ?? (isMissing ? `Add them to ${within.file}` : `Change one of the two in ${within.file}`),
            })),
        );
        return undefined;
    }
}

/** A conflict that brings its own remedy says all of it itself. */
function problemOf(what: string, other: string, isMissing: boolean, remedy: string | undefined): string {
    if (remedy !== undefined) return what;
    return isMissing
        ? `${what}; it needs the settings of ${other}`
        : `${what}: it must not collide with what ${other} asks for`;
}

function checkSecrets(plan: HostPlan, given: Readonly<Record<string, unknown>>, problems: SettingsProblem[]): void {
    const wanted = new Map(Object.entries(plan.secretFiles).map(([path, { secret }]) => [secret, path]));
    for (const [secret, path] of wanted) {
        if (given[secret] !== undefined) continue;
        const problem = `is not set; it must be the text that goes into ${path} on the host`;
        problems.push({ path: settingPath("secrets", [secret]), problem, remedy: "Add it, from pulumi.Config" });
    }
}

function below(path: string, part: string): string {
    return path === "" ? part : `${path}.${part}`;
}
