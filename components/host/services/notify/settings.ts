import { z } from "zod";
import { emailAddress, portNumber, singleLine } from "../../values";
import { pemCertificates } from "../../pem";

const hostName = () => singleLine(253).regex(/^[A-Za-z0-9:][A-Za-z0-9.:-]*$/, "must be a host name or an address");

const email = z
    .strictObject({
        to: z.array(emailAddress()).min(1, "must hold at least one address").meta({ description: "Who is told." }),
        from: emailAddress().meta({ description: "Address of the sender." }),
        server: hostName().meta({ description: "Server that takes the mail: the name in its certificate." }),
        port: portNumber().default(465).meta({ description: "Its port." }),
        encryption: z.enum(["tls", "starttls"]).default("tls").meta({
            description: "TLS from the start (port 465, RFC 8314), or asked for first (587). Never without.",
        }),
        user: singleLine(200)
            .regex(/^[^\s"'\\]+$/, "must be a name without spaces and quotes")
            .optional()
            .meta({ description: "Name to log in with; the password is the secret `notify-smtp`. Default: no login." }),
        caCertificates: pemCertificates().meta({
            description: "Certificates that the server's own is checked against, instead of the system's.",
        }),
    })
    .meta({ description: "By e-mail, through a server that takes it." });

const webhook = z.strictObject({
    format: z
        .enum(["json", "ntfy", "slack"])
        .default("json")
        .meta({
            description:
                "`json`: a map of host, unit, outcome, time and message. `ntfy`: text to a topic of ntfy. `slack`: as Slack, " +
                "Mattermost and others take it.",
        }),
    caCertificates: pemCertificates().meta({
        description: "Certificates that the server's own is checked against, instead of the system's.",
    }),
});

const percent = () =>
    z
        .int("must be a whole number from 50 to 99")
        .min(50, "must be a whole number from 50 to 99")
        .max(99, "must be a whole number from 50 to 99");

const health = z.strictObject({
    diskUsedPercent: percent().default(85).meta({
        description: "A disk with more than this of its space or of its inodes used is filling up.",
    }),
    rebootOverdueDays: z
        .int("must be a whole number from 1 to 60")
        .min(1, "must be a whole number from 1 to 60")
        .max(60, "must be a whole number from 1 to 60")
        .default(8)
        .meta({ description: "Days after which a reboot that updates ask for is overdue." }),
    servedCertificates: z
        .array(
            z.strictObject({
                port: portNumber().meta({ description: "TCP port on the loopback address." }),
                serverName: hostName().meta({ description: "Host name asked for." }),
            }),
        )
        .default([])
        .meta({ description: "Certificates to look at besides those of this product's own parts." }),
});

export const notifySettings = z
    .strictObject({
        email: email.optional(),
        webhooks: z
            .record(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, "must be a short name in lower-case letters"), webhook)
            .default({})
            .meta({
                description:
                    "By HTTPS, each by a name. Its address is the secret `notify-webhook-<name>`, which may have a second " +
                    "line with a bearer token.",
            }),
        health: health.prefault({}),
    })
    .refine(({ email: mail, webhooks }) => mail !== undefined || Object.keys(webhooks).length > 0, {
        error: "must name at least one way to tell the owner: email or webhooks",
    });

export type NotifySettings = z.output<typeof notifySettings>;
