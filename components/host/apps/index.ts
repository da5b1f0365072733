import type { z } from "zod";
import type { App } from "./app";
import { cloudron } from "./cloudron";
import { ejabberd } from "./ejabberd";
import { mail } from "./mail";
import { openzimMcp } from "./openzim-mcp";
import { pleroma } from "./pleroma";
import { service } from "./service";
import { zulip } from "./zulip";

/** Every app that a host may have: one line each, keyed by its id. Order carries no meaning. */
const registered = {
    cloudron,
    ejabberd,
    mail,
    "openzim-mcp": openzimMcp,
    pleroma,
    service,
    zulip,
};

export type AppId = keyof typeof registered;

/** The settings schema of each app. */
export type AppSchemas = { readonly [Id in AppId]: (typeof registered)[Id]["settings"] };

/** The checked settings of each app that a host has. */
export type AppValues = { readonly [Id in AppId]?: z.output<AppSchemas[Id]> | undefined };

/** Typed so that `apps[id].plan(settings[id], ...)` is checked for any id. */
export const apps: { readonly [Id in AppId]: App<AppSchemas[Id]> } = registered;

/** Every id, sorted, so that plans and messages come in one order. */
export const appIds: readonly AppId[] = (Object.keys(registered) as AppId[]).sort();
