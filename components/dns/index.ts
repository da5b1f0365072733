import type { z } from "zod";
import type { DnsProvider, DnsPublisher } from "./provider";
import { publisher } from "./publish";
import { dnsSettings as settingsFor } from "./settings";

/* eslint-disable @typescript-eslint/no-require-imports --
   A provider and its SDK are loaded when a stack names it, and not before, as with clouds. */
const load = {
    cloudflare: (): DnsProvider => (require("./cloudflare") as typeof import("./cloudflare")).cloudflare,
    digitalocean: (): DnsProvider => (require("./digitalocean") as typeof import("./digitalocean")).digitalocean,
    hetzner: (): DnsProvider => (require("./hetzner") as typeof import("./hetzner")).hetzner,
    route53: (): DnsProvider => (require("./route53") as typeof import("./route53")).route53,
};
/* eslint-enable @typescript-eslint/no-require-imports */

export type DnsProviderId = keyof typeof load;

/** Providers that a stack can use, as written in its settings. */
export const dnsProviderIds = ["cloudflare", "digitalocean", "hetzner", "route53"] as const satisfies DnsProviderId[];

/** Strict schema of the settings below `hosts.<name>.dns`. */
export const dnsSettings = settingsFor(dnsProviderIds);

/** The same schema, giving what makes the records; the provider is loaded when the first one is made. */
export const dnsPublisher: z.ZodType<DnsPublisher> = dnsSettings.transform(
    (given): DnsPublisher =>
        (name, target, options) =>
            publisher(given, load[given.provider]())(name, target, options),
);
