import { isIP } from "node:net";
import { z } from "zod";
import { portNumber } from "../../values";
import { clusterSettings } from "./cluster";

const domainName = () =>
    z.string().regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, "must be a domain name in lower case");

const accountPart = () =>
    z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "must be the part before the @: letters, digits and ._-");

const turn = z
    .strictObject({
        address: z
            .string()
            .refine((text) => isIP(text) === 4, "must be an IPv4 address")
            .meta({ description: "Public IPv4 address of the host, which calls are relayed through." }),
        firstPort: portNumber().min(1024).default(49152).meta({ description: "First UDP port of relayed calls." }),
        lastPort: portNumber().min(1024).default(65535).meta({ description: "Last UDP port of relayed calls." }),
    })
    .refine(({ firstPort, lastPort }) => firstPort <= lastPort, {
        path: ["lastPort"],
        message: "must not be less than firstPort",
    });

export const ejabberdSettings = z
    .strictObject({
        domain: domainName().meta({
            description: "Domain of the addresses: user@<domain>. The certificate is for it.",
        }),
        administrators: z.array(accountPart()).default([]).meta({
            description: "Accounts (the part before the @) that may announce and configure over XMPP.",
        }),
        firstAdministrator: accountPart()
            .optional()
            .meta({
                description:
                    "Account (the part before the @) that is made once, after the delivery, with a password made on the host: " +
                    "both are in the output `taskOutputs`. It is an administrator. One that is there already is left as it is.",
            }),
        federation: z.boolean().default(true).meta({
            description: "Users talk to users of other servers: port 5269. TLS is required of them too.",
        }),
        directTls: z
            .boolean()
            .default(true)
            .meta({ description: "Clients may start with TLS at once: port 5223, XEP-0368." }),
        https: z.boolean().default(true).meta({
            description: "File sharing, BOSH and websockets over HTTPS: port 5443.",
        }),
        turn: turn.optional().meta({ description: "Relay of calls between clients behind routers. Left out: none." }),
        maxUploadMib: z
            .int()
            .min(1)
            .max(10_240)
            .default(50)
            .meta({ description: "Largest file that a user may share, in MiB." }),
        uploadRetentionDays: z.int().min(1).max(3650).default(30).meta({
            description: "Days after which shared files are deleted.",
        }),
        cluster: clusterSettings.optional().meta({
            description: "It is one of several servers that share their users and data. Left out: it is alone.",
        }),
        memoryMaxMib: z.int().min(256).default(1024).meta({ description: "Main memory that it may have, in MiB." }),
    })
    .refine(({ firstAdministrator, cluster }) => firstAdministrator === undefined || cluster?.join === undefined, {
        path: ["firstAdministrator"],
        message: "must be left out of a node that joins another: the accounts are that node's",
    });

export type EjabberdSettings = z.output<typeof ejabberdSettings>;

/** Where clients and other servers ask for TURN: the number of STUN, RFC 8489. */
export const turnPort = 3478;
