import type { z } from "zod";
import type { Demands } from "../demands";
import type { Part, SteppingBack } from "../part";
import type { ZoneRecord } from "../zone-record";

/** A program that users of the host come for: a part that says what it asks of the machine, and whom it cannot live with. */
export interface App<Schema extends z.ZodType> extends Part<Schema> {
    demands(settings: z.output<Schema>): Demands;
    /** What other parts of the host must leave to it. @default nothing */
    stepsBack?(settings: z.output<Schema>): SteppingBack;
    /** What should stand in DNS beside the names of the host. @default nothing */
    zoneRecords?(settings: z.output<Schema>): readonly ZoneRecord[];
}

/** Gives an app its types; does nothing else. */
export function defineApp<Schema extends z.ZodType>(app: App<Schema>): App<Schema> {
    return app;
}
