import type { z } from "zod";
import type { Part } from "../part";

/** A part that a host has only when its settings name it: a certificate, a web edge, backups. */
export type Service<Schema extends z.ZodType> = Part<Schema>;

/** Gives a service its types; does nothing else. */
export function defineService<Schema extends z.ZodType>(service: Service<Schema>): Service<Schema> {
    return service;
}
