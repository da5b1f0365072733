import { z } from "zod";
import { pemCertificates } from "../../pem";
import { domainName, portNumber } from "../../values";

const pem = (what: string) =>
    z
        .string()
        .regex(
            /^(-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n?)+$/,
            `must be ${what} in PEM form`,
        );

const minutes = (min: number, max: number) => {
    const range = `must be a whole number from ${min} to ${max}`;
    return z.int(range).min(min, range).max(max, range);
};

const sink = z
    .strictObject({
        host: domainName().meta({ description: "Server that takes the journal: the name in its certificate." }),
        port: portNumber().default(19_532).meta({ description: "Its port: systemd-journal-remote(8)." }),
        path: z
            .string()
            .regex(/^(\/[A-Za-z0-9._~-]+)*$/, "must be a path such as /insert/journald, without a slash at its end")
            .default("")
            .meta({ description: "Path before `/upload`, where the server has one." }),
        caCertificates: pemCertificates().meta({
            description: "Certificates that the server's own is checked against, instead of the system's.",
        }),
        clientCertificate: pem("a certificate, or a chain with the host's own first,").meta({
            description: "Certificate that the host shows. Its key is the secret `activity-client-key`.",
        }),
        staleAfterMinutes: minutes(5, 1440)
            .default(30)
            .meta({ description: "Minutes without a success after which the owner is told." }),
    })
    .meta({
        description:
            "Where the whole journal is sent as it is written, over mutual TLS: systemd-journal-remote or whatever speaks " +
            "its protocol. Default: it stays on the host.",
    });

export const activitySettings = z.strictObject({
    sink: sink.optional(),
    sealEveryMinutes: minutes(1, 60)
        .default(5)
        .meta({ description: "Minutes between two seals over what the journal has got since." }),
});

export type ActivitySettings = z.output<typeof activitySettings>;
export type SinkSettings = z.output<typeof sink>;
