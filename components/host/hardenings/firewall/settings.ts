import { z } from "zod";
import { destinationSettings, openingSettings } from "../../openings";

export const firewallSettings = z.strictObject({
    openings: z.array(openingSettings).default([]).meta({
        description: "Ports that the outside world may reach, besides SSH and those that apps ask for.",
    }),
    outgoing: z
        .enum(["open", "restricted"])
        .default("open")
        .meta({
            description:
                "Connections that the host itself begins: all of them, or only what `allowedDestinations` names, with " +
                "ICMP and DHCP. What containers forward is not concerned.",
        }),
    allowedDestinations: z
        .array(destinationSettings)
        .prefault([
            { protocol: "udp", port: 53, purpose: "DNS" },
            { protocol: "tcp", port: 53, purpose: "DNS, long answers" },
            { protocol: "udp", port: 123, purpose: "time (NTP)" },
            { protocol: "tcp", port: 80, purpose: "package mirrors, signed" },
            { protocol: "tcp", port: 443, purpose: "HTTPS" },
        ])
        .meta({ description: "What the host may reach where `outgoing` is restricted." }),
    logDropped: z.boolean().default(true).meta({
        description: "Writes dropped packets to the journal, at most ten in a minute, besides counting them all.",
    }),
});

export type FirewallSettings = z.output<typeof firewallSettings>;
