import { z } from "zod";

const label = /^(@|(\*\.)?(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*)$/;
const domain = /^((?!-)[a-z0-9-]{1,63}(?<!-)\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;
/** Domain of an authority, with parameters such as `; validationmethods=dns-01` (RFC 8657). */
const issuer = /^[a-z0-9.-]+(; *[a-z0-9]+=[^";\s]+)*$/;
const seconds = "must be a whole number of seconds from 60 to 86400";

/** Settings that are the same for every provider. */
const recordSettings = {
    zone: z
        .string("must be a domain name in lower-case letters, such as example.org")
        .regex(domain, "must be a domain name in lower-case letters, such as example.org")
        .meta({ description: "Domain that the provider serves, and that is there already." }),
    names: z
        .array(z.string().regex(label, "must be a name below the zone, without it, or @ for the zone itself"))
        .min(1, "must hold at least one name")
        .optional()
        .meta({
            description:
                "Names below the zone, without it; `@` is the zone itself. The first is also what the addresses answer " +
                "to. Default: the host's name.",
        }),
    ttlSeconds: z
        .int(seconds)
        .min(60, seconds)
        .max(86_400, seconds)
        .default(3600)
        .meta({ description: "Seconds for which others may remember the records, 60 to 86400." }),
    certificateIssuers: z
        .array(z.string().regex(issuer, "must be the domain of a certificate authority, such as letsencrypt.org"))
        .default([])
        .meta({
            description:
                "Certificate authorities that may issue for the names (CAA, RFC 8659), such as `letsencrypt.org`. " +
                "Empty: no such record, so that any may. A host with `tls` keeps the line that lets only its own account " +
                "in, and only by DNS-01 (RFC 8657), in /var/lib/hardened-host-acme/caa-issuer.",
        }),
    wildcardCertificates: z.boolean().default(false).meta({
        description: "Lets them issue for `*.<name>` too. Needed where `tls` has one of the names as its domain.",
    }),
    records: z
        .boolean()
        .default(true)
        .meta({
            description:
                "Makes the records that apps of the host want, such as those of `mail`, where they are of this zone. At Hetzner " +
                "and Route 53 they stand alone: a text that others have put under the same name would be in their way.",
        }),
    reverse: z.boolean().default(true).meta({
        description:
            "Makes the addresses answer to the first name, where the machine's cloud can: AWS (IPv4) and Hetzner.",
    }),
};

/** Everything below `hosts.<name>.dns`, for the providers of a registry. */
export const dnsSettings = <Id extends string>(providers: readonly [Id, ...Id[]]) =>
    z.strictObject({
        provider: z.enum(providers).meta({ description: "Who serves the zone. It need not be the machine's cloud." }),
        ...recordSettings,
    });

export type DnsSettings = z.output<ReturnType<typeof dnsSettings>>;
