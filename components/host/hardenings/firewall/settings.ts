import { z } from "zod";
import { connectionsPerSource, openingSettings } from "../../openings";

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
    logDropped: z.boolean().default(true).meta({
        description: "Writes dropped packets to the journal, at most ten in a minute, besides counting them all.",
    }),
});

export type FirewallSettings = z.output<typeof firewallSettings>;
