import { z } from "zod";
import type { CloudArgs, DnsArgs } from "../components/index";
import { withBuilds } from "../components/built-settings";
import { dnsSettings } from "../components/dns/index";
import type { SettingsProblem } from "../components/host/errors";
import { readSection } from "../components/host/setting-problems";
import { hostSettings } from "../components/host/settings";
import type { HostSettings } from "../components/host/settings";
import { planOrConflicts, readCloud } from "../components/host-arguments";
import { checkIdentityFile, collectKeys, loginSettings } from "./login";
import type { Disk } from "./login";
import { judgePlan } from "./enforce-rules";
import { readSecrets } from "./secrets";

/** One host of a stack, checked. */
export interface HostSettingsOfStack {
    /** Host name without a domain. */
    readonly name: string;
    readonly cloud: CloudArgs;
    readonly host: HostSettings;
    readonly dns: DnsArgs | undefined;
    readonly login: {
        readonly user: string;
        readonly authorizedKeys: string[];
        readonly identityFile: string | undefined;
        readonly proxyJump: string | undefined;
    };
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
    const read = readSection(hostSettings, given.host ?? {}, section("host"), problems);
    const settings = read && withBuilds(read, { path, file }, problems);
    const dns = given.dns === undefined ? undefined : readSection(dnsSettings, given.dns, section("dns"), problems);
    const machine = readCloud(given.cloud, settings, { path, file }, problems);
    if (login === undefined) return [];
    const authorizedKeys = collectKeys(login, section("login"), disk, problems);
    checkIdentityFile(login, section("login"), disk, problems);
    if (settings === undefined) return [];
    const plan = planOrConflicts(name, { user: login.user, authorizedKeys }, settings, { path, file }, problems);
    const secrets = plan && readSecrets(host, plan.secretFiles, problems);
    const verdict = plan && judgePlan(name, plan);
    problems.push(...(verdict?.problems ?? []));
    if (machine === undefined || secrets === undefined) return [];
    const { user, identityFile, proxyJump } = login;
    const advice = verdict?.advice ?? [];
    // It has passed the schema of its cloud just now.
    const cloud = given.cloud as CloudArgs;
    const checked = { user, authorizedKeys, identityFile, proxyJump };
    return [{ name, cloud, host: settings, dns, login: checked, secrets, advice }];
}
