import { z } from "zod";
import { connectionsPerSource, destinationSettings, openingSettings } from "../../openings";

export const firewallSettings = z.strictObject({
    openings: z.array(openingSettings).default([]).meta({
        description: "Ports that the outside world may reach, besides SSH and those that apps ask for.",
    }),
    connectionsPerSource: connectionsPerSource()
        .default(5000)
        .meta({
            description:
                "Connections that one IPv4 address or one IPv6 /64 may have open at once to one TCP port, where the " +
                "opening says nothing else; Cloudron's figure. `trustedSources` are exempt.",
        }),
    mailConnectionsPerSource: connectionsPerSource().default(50).meta({
        description: "The same for ports of mail: 25, 110, 143, 465, 587, 993, 995 and 4190; Cloudron's figure.",
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
