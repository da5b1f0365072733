import type { z } from "zod";
import type { Part } from "../part";

/** A part that every host has: its schema takes `{}`, and gives secure defaults. */
export type Hardening<Schema extends z.ZodType> = Part<Schema>;

/** Gives a hardening its types; does nothing else. */
export function defineHardening<Schema extends z.ZodType>(hardening: Hardening<Schema>): Hardening<Schema> {
    return hardening;
}
