import { z } from "zod";

const count = (from: number, to: number) =>
    z.int().min(from, `must be ${from} to ${to}`).max(to, `must be ${from} to ${to}`);

/** IPv6 counts by /64, which is what one subscriber has. `trustedSources` are exempt from all that counts. */
export const limitSettings = z.strictObject({
    connectionsPerAddress: count(1, 16_000).default(5000).meta({
        description:
            "Connections (with HTTP/2 and HTTP/3: requests under way) of one address at once; Cloudron's figure.",
    }),
    requestsPerSecond: count(1, 100_000).default(100).meta({
        description: "Requests of one address in the long run; more are answered with 429.",
    }),
    requestBurst: count(0, 100_000).default(500).meta({ description: "Requests beyond that at once." }),
    loginRequestsPerSecond: count(1, 1000).default(10).meta({
        description: "The same for the `loginPaths` of the sites; Cloudron's figure.",
    }),
    loginBurst: count(0, 1000)
        .default(5)
        .meta({ description: "Login requests beyond that at once; Cloudron's figure." }),
    headerTimeoutSeconds: count(1, 300).default(10).meta({
        description: "Time for a client to send the whole header of a request.",
    }),
    bodyTimeoutSeconds: count(1, 300).default(15).meta({
        description: "Longest silence of a client between two parts of a body, or of what it reads.",
    }),
    keepAliveSeconds: count(1, 300).default(30).meta({ description: "How long an idle connection stays open." }),
});

export type LimitSettings = z.output<typeof limitSettings>;
