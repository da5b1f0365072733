import { z } from "zod";
import { domainName } from "../../values";

/** Domains that a program may or may not ask for, with all below them. */
export const domainList = (description: string) => z.array(domainName()).default([]).meta({ description });

export const proxySettings = z.strictObject({
    deniedDomains: domainList("Domains, with all below them, that no program may ask for."),
    memoryMaxMib: z.int().min(64).default(192).meta({ description: "Main memory that it may have, in MiB." }),
});

export type ProxySettings = z.output<typeof proxySettings>;
