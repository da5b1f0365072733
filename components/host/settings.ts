import { z } from "zod";
import { appIds, apps } from "./apps/index";
import type { AppId, AppSchemas } from "./apps/index";
import { stepsBackFor } from "./chosen-parts";
import { describeOpening, openingsOverlap, PlanConflictError } from "./conflicts";
import { distributionNames, distributions } from "./distributions";
import type { HostFacts } from "./part";
import { hardeningIds, hardenings } from "./hardenings/index";
import type { HardeningId, HardeningSchemas } from "./hardenings/index";
import type { Opening } from "./plan";
import { serviceIds, services } from "./services/index";
import type { ServiceId, ServiceSchemas } from "./services/index";
import { cidr } from "./values";

/** Group whose members, and nobody else, may log in by SSH. */
const loginGroup = "ssh-login";

type HardeningSettings = { readonly [Id in HardeningId]: z.ZodPrefault<HardeningSchemas[Id]> };

/** Each hardening's settings under its id, secure defaults where they are left out. */
function hardeningSettings(): HardeningSettings {
    const entries = hardeningIds.map((id) => [id, z.prefault(hardenings[id].settings, {})]);
    // Object.fromEntries forgets which schema belongs to which id.
    return Object.fromEntries(entries) as HardeningSettings;
}

type ServiceSettings = { readonly [Id in ServiceId]: z.ZodOptional<ServiceSchemas[Id]> };

/** Each service's settings under its id; a host has those that are named. */
function serviceSettings(): ServiceSettings {
    const entries = serviceIds.map((id) => [id, z.optional(services[id].settings)]);
    // As above.
    return Object.fromEntries(entries) as ServiceSettings;
}

type AppSettings = { readonly [Id in AppId]: z.ZodOptional<AppSchemas[Id]> };

/** Each app's settings under `apps.<id>`; a host has those that are named. */
function appSettings(): AppSettings {
    const entries = appIds.map((id) => [id, z.optional(apps[id].settings)]);
    // As above.
    return Object.fromEntries(entries) as AppSettings;
}

/** What a host looks like: everything below `host` in a stack's settings. Unknown keys are refused. */
export const hostSettings = z
    .strictObject({
        distribution: z.enum(distributionNames).default("debian-13").meta({ description: "Distribution of the host." }),
        trustedSources: z
            .array(cidr())
            .default([])
            .meta({
                description:
                    "Address ranges that no rate limit and no penalty concerns: your own, so that nobody who shares " +
                    "your address can keep you out. They need a key like everybody.",
            }),
        ...hardeningSettings(),
        ...serviceSettings(),
        apps: z.strictObject(appSettings()).prefault({}),
    })
    .superRefine((settings, context) => {
        for (const { index, taken } of takenPorts(settings.ssh.port, settings.firewall.openings)) {
            context.addIssue({
                code: "custom",
                path: ["firewall", "openings", index, "port"],
                input: settings.firewall.openings[index]?.port,
                message: `must not overlap ${describeOpening(taken)}`,
            });
        }
        const { allowed } = settings.egress;
        const { egress: left } = stepsBackFor(settings.apps);
        if (left !== undefined && allowed.length > 0) {
            context.addIssue({
                code: "custom",
                path: ["egress", "allowed"],
                input: allowed,
                message: "must be left out beside an app for which all ways out are open",
            });
        }
    });

export type HostSettings = z.output<typeof hostSettings>;

/** Who logs in to the host and delivers to it. */
export interface Login {
    readonly user: string;
    /** Public keys in authorized_keys format, one line each; at least one. */
    readonly authorizedKeys: readonly string[];
}

/**
 * What every part of the plan may know of the host.
 *
 * @throws PlanConflictError when the account that delivers is also one of the people, who may be less than administrators.
 */
export function hostFacts(hostname: string, login: Login, settings: HostSettings): HostFacts {
    if (Object.hasOwn(settings.accounts.people, login.user)) {
        const what = `account ${login.user}: cannot be the login of deliveries and one of accounts.people`;
        throw new PlanConflictError([{ what, sides: ["accounts", "ssh"] }]);
    }
    const stepsBack = stepsBackFor(settings.apps);
    return {
        hostname,
        distribution: distributions[settings.distribution],
        sshPort: settings.ssh.port,
        loginUsers: {
            ...loginsOf(settings.accounts.people),
            [login.user]: { authorizedKeys: login.authorizedKeys },
        },
        loginGroup,
        trustedSources: settings.trustedSources,
        ...(Object.keys(stepsBack).length === 0 ? {} : { stepsBack }),
    };
}

function loginsOf(people: HostSettings["accounts"]["people"]): HostFacts["loginUsers"] {
    return Object.fromEntries(Object.entries(people).map(([name, { authorizedKeys }]) => [name, { authorizedKeys }]));
}

/** Openings of the settings whose port SSH or an earlier opening has. */
function takenPorts(sshPort: number, given: HostSettings["firewall"]["openings"]): { index: number; taken: Opening }[] {
    const openings = given.map(asOpening);
    const ssh: Opening = { protocol: "tcp", port: sshPort, sources: [], purpose: "SSH" };
    return openings.flatMap((opening, index) => {
        const taken = [ssh, ...openings.slice(0, index)].find((other) => sharesPort(opening, other));
        return taken === undefined ? [] : [{ index, taken }];
    });
}

function asOpening({
    protocol,
    port,
    portEnd,
    sources,
    purpose,
}: HostSettings["firewall"]["openings"][number]): Opening {
    return { protocol, port, sources, purpose, ...(portEnd === undefined ? {} : { portEnd }) };
}

/** Even the same opening twice is one too many here: one of the two is a slip. */
function sharesPort(a: Opening, b: Opening): boolean {
    return openingsOverlap({ ...a, purpose: "" }, { ...b, purpose: " " });
}
