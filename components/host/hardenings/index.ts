import type { z } from "zod";
import { accounts } from "./accounts";
import { egress } from "./egress";
import { firewall } from "./firewall";
import type { Hardening } from "./hardening";
import { integrity } from "./integrity";
import { kernel } from "./kernel";
import { logging } from "./logging";
import { metadata } from "./metadata";
import { minimal } from "./minimal";
import { ssh } from "./ssh";
import { updates } from "./updates";

/** Every hardening of a host: one line each, keyed by its id. Order carries no meaning. */
const registered = {
    accounts,
    egress,
    firewall,
    integrity,
    kernel,
    logging,
    metadata,
    minimal,
    ssh,
    updates,
};

export type HardeningId = keyof typeof registered;

/** The settings schema of each hardening. */
export type HardeningSchemas = { readonly [Id in HardeningId]: (typeof registered)[Id]["settings"] };

/** The checked settings of each hardening. */
export type HardeningValues = { readonly [Id in HardeningId]: z.output<HardeningSchemas[Id]> };

/** Typed so that `hardenings[id].plan(settings[id], ...)` is checked for any id. */
export const hardenings: { readonly [Id in HardeningId]: Hardening<HardeningSchemas[Id]> } = registered;

/** Every id, sorted, so that plans and messages come in one order. */
export const hardeningIds: readonly HardeningId[] = (Object.keys(registered) as HardeningId[]).sort();
