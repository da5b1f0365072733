import type { z } from "zod";
import { activity } from "./activity";
import { backup } from "./backup";
import { bans } from "./bans";
import { blocklists } from "./blocklists";
import { edge } from "./edge";
import { notify } from "./notify";
import { proxy } from "./proxy";
import type { Service } from "./service";
import { tls } from "./tls";

/** Every service that a host may have: one line each, keyed by its id. Order carries no meaning. */
const registered = { activity, backup, bans, blocklists, edge, notify, proxy, tls };

export type ServiceId = keyof typeof registered;

/** The settings schema of each service. */
export type ServiceSchemas = { readonly [Id in ServiceId]: (typeof registered)[Id]["settings"] };

/** The checked settings of each service that a host has. */
export type ServiceValues = { readonly [Id in ServiceId]?: z.output<ServiceSchemas[Id]> | undefined };

/** Typed so that `services[id].plan(settings[id], ...)` is checked for any id. */
export const services: { readonly [Id in ServiceId]: Service<ServiceSchemas[Id]> } = registered;

/** Every id, sorted, so that plans and messages come in one order. */
export const serviceIds: readonly ServiceId[] = (Object.keys(registered) as ServiceId[]).sort();
