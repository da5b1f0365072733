import type { z } from "zod";
import { appIds, apps } from "./apps/index";
import type { App } from "./apps/app";
import type { AppId, AppSchemas, AppValues } from "./apps/index";
import type { Claims } from "./claims";
import type { Demands } from "./demands";
import { hardeningIds, hardenings } from "./hardenings/index";
import type { HardeningId, HardeningSchemas, HardeningValues } from "./hardenings/index";
import type { AdminTask, Check, HostFacts, Part, SteppingBack } from "./part";
import type { PartialHostPlan } from "./plan";
import type { ZoneRecord } from "./zone-record";
import { serviceIds, services } from "./services/index";
import type { ServiceId, ServiceSchemas, ServiceValues } from "./services/index";

/** A part that a host has, with its settings. */
export interface ChosenPart {
    readonly id: string;
    readonly needs: readonly string[];
    /** What an app asks of its machine; only apps have it. */
    readonly demands?: Demands;
    claims(host: HostFacts): Partial<Claims>;
    plan(host: HostFacts, claims: Claims): PartialHostPlan;
    checks(host: HostFacts): readonly Check[];
    /** @default none */
    tasks?(host: HostFacts): readonly AdminTask[];
}

/** Every hardening, and the services and apps that the settings name, in order of their ids. */
export function chosenParts(
    settings: HardeningValues & ServiceValues & { readonly apps: AppValues },
): readonly ChosenPart[] {
    return [
        ...hardeningIds.map((id) => chosenHardening(id, settings)),
        ...serviceIds.flatMap((id) => chosenService(id, settings)),
        ...appIds.flatMap((id) => chosenApp(id, settings.apps)),
    ];
}

/** What the apps of a host must be left by its hardenings, and why. */
export function stepsBackFor(settings: AppValues): SteppingBack {
    const all = appIds.map((id) => stepsBackForApp(id, settings));
    return all.reduce<SteppingBack>((joined, one) => ({ ...joined, ...one }), {});
}

/** What the apps of a host want in DNS. */
export function zoneRecords(settings: AppValues): readonly ZoneRecord[] {
    return appIds.flatMap((id) => zoneRecordsOfApp(id, settings));
}

function zoneRecordsOfApp<Id extends AppId>(id: Id, settings: AppValues): readonly ZoneRecord[] {
    const app: App<AppSchemas[Id]> = apps[id];
    const values = settings[id];
    return values === undefined ? [] : (app.zoneRecords?.(values) ?? []);
}

function stepsBackForApp<Id extends AppId>(id: Id, settings: AppValues): SteppingBack {
    const app: App<AppSchemas[Id]> = apps[id];
    const values = settings[id];
    return values === undefined ? {} : (app.stepsBack?.(values) ?? {});
}

function chosenHardening<Id extends HardeningId>(id: Id, settings: HardeningValues): ChosenPart {
    const hardening: Part<HardeningSchemas[Id]> = hardenings[id];
    return chosen(hardening, settings[id]);
}

function chosenService<Id extends ServiceId>(id: Id, settings: ServiceValues): ChosenPart[] {
    const service: Part<ServiceSchemas[Id]> = services[id];
    const values = settings[id];
    return values === undefined ? [] : [chosen(service, values)];
}

/** Its id is where its settings are below `host`, so that a message about it leads there. */
function chosenApp<Id extends AppId>(id: Id, settings: AppValues): ChosenPart[] {
    const app: App<AppSchemas[Id]> = apps[id];
    const values = settings[id];
    if (values === undefined) return [];
    return [{ ...chosen(app, values), id: `apps.${id}`, demands: app.demands(values) }];
}

function chosen<Schema extends z.ZodType>(part: Part<Schema>, settings: z.output<Schema>): ChosenPart {
    return {
        id: part.id,
        needs: [...(part.needs ?? []), ...(part.needsFor?.(settings) ?? [])],
        claims: (host) => part.claims?.(settings, host) ?? {},
        plan: (host, claims) => part.plan(settings, host, claims),
        checks: (host) => part.checks(settings, host),
        tasks: (host) => part.tasks?.(settings, host) ?? [],
    };
}
