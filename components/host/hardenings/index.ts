import type { Hardening } from "./hardening";
import { integrity } from "./integrity";
import { kernel } from "./kernel";
import { logging } from "./logging";
import { metadata } from "./metadata";
import { minimal } from "./minimal";
import { updates } from "./updates";

/** Every hardening of a host: one line each, keyed by its id. Order carries no meaning. */
const registered = {
    integrity,
    kernel,
    logging,
    metadata,
    minimal,
    updates,
};

export type HardeningId = keyof typeof registered;

/** The settings schema of each hardening. */
export type HardeningSchemas = { readonly [Id in HardeningId]: (typeof registered)[Id]["settings"] };

/** Typed so that `hardenings[id].plan(settings[id], ...)` is checked for any id. */
export const hardenings: { readonly [Id in HardeningId]: Hardening<HardeningSchemas[Id]> } = registered;

/** Every id, sorted, so that plans and messages come in one order. */
export const hardeningIds: readonly HardeningId[] = (Object.keys(registered) as HardeningId[]).sort();
