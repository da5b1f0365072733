import { z } from "zod";
import { chosenParts } from "../../components/host/chosen-parts";
import { hostChecks, planHost } from "../../components/host/plan-host";
import { hostFacts } from "../../components/host/settings";
import { parseSettings, type HostSettingsOfStack, type SettingsSource } from "../../stacks/settings";
import { UserError } from "../bootstrap/user-error";
import type { HostUnderAudit } from "./host-under-audit";
import { openRootShell, type RootShell } from "./root-shell";

/** One value for a stack of one host, a map by host name for a larger one, where a host that failed has null. */
const outputsSchema = z.record(z.string(), z.unknown());
const entry = z.object({
    value: z.string().optional(),
    objectValue: z.unknown().optional(),
    secret: z.boolean().catch(false),
});

/** How a host is reached, as the stack's outputs say it. */
const reach = z.object({ address: z.string(), sshPort: z.number(), sshCommand: z.string() });

/**
 * The hosts of a stack, with what their settings promise.
 *
 * @param configuration what `pulumi config --json --show-secrets` prints; stays in memory.
 * @param outputs what `pulumi stack output --json` prints.
 * @param wanted only this host.
 * @throws SettingsError for settings that are wrong, UserError for a host that nobody has made yet.
 */
export function hostsUnderAudit(
    configuration: string,
    outputs: string,
    source: Pick<SettingsSource, "file" | "disk">,
    wanted?: string,
    open: (login: string) => RootShell = openRootShell,
): readonly HostUnderAudit[] {
    const config = z.record(z.string(), entry).parse(JSON.parse(configuration));
    const texts = Object.entries(config).map(
        ([key, one]) => [key, one.value ?? JSON.stringify(one.objectValue)] as const,
    );
    const encryptedKeys = Object.entries(config).flatMap(([key, { secret }]) => (secret ? [key] : []));
    const { hosts } = parseSettings({ ...source, encryptedKeys, config: Object.fromEntries(texts) });
    const given = outputsSchema.parse(JSON.parse(outputs));
    const chosen = hosts.filter(({ name }) => wanted === undefined || name === wanted);
    if (chosen.length === 0) {
        const names = hosts.map(({ name }) => name).join(", ");
        throw new UserError(`There is no host "${wanted ?? ""}"; the stack has ${names}.`);
    }
    return chosen.map((host) => hostUnderAudit(host, reachOf(host.name, hosts.length === 1, given), open));
}

function reachOf(name: string, isOnlyOne: boolean, outputs: z.output<typeof outputsSchema>): z.output<typeof reach> {
    const ofHost = (value: unknown): unknown =>
        isOnlyOne || typeof value !== "object" || value === null ? value : new Map(Object.entries(value)).get(name);
    const found = Object.entries(outputs).map(([key, value]) => [key, ofHost(value)] as const);
    const parsed = reach.safeParse(Object.fromEntries(found));
    if (parsed.success) return parsed.data;
    throw new UserError(
        `The host ${name} is not made yet, or its last delivery failed. Make it first: npm run up -- <stack>`,
    );
}

function hostUnderAudit(
    { name, login, host: settings }: HostSettingsOfStack,
    { address, sshPort, sshCommand }: z.output<typeof reach>,
    open: (login: string) => RootShell,
): HostUnderAudit {
    const plan = planHost(name, login, settings);
    const facts = hostFacts(name, login, settings);
    const { edge, backup } = settings;
    const claimed = chosenParts(settings).flatMap((part) => part.claims(facts).sites ?? []);
    const sites = edge === undefined ? [] : [...Object.values(edge.sites), ...claimed];
    return {
        name,
        distribution: facts.distribution,
        address,
        sshPort,
        isBehindJump: login.proxyJump !== undefined,
        checks: hostChecks(name, login, settings),
        openings: plan.openings,
        ownServices: ownServicesOf(Object.keys(plan.files)),
        siteNames: sites.flatMap(({ hostNames }) => hostNames),
        ...(backup?.mode === "backup" ? { backupStaleAfterHours: backup.staleAfterHours } : {}),
        shell: open(sshCommand),
    };
}

/** Services by the paths of their units; templates have no exposure of their own, and mount units run nothing. */
export function ownServicesOf(paths: readonly string[]): readonly string[] {
    return paths.flatMap((path) => /^\/etc\/systemd\/system\/([^/@]+\.service)$/.exec(path)?.[1] ?? []);
}
