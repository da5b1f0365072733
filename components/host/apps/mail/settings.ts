import { z } from "zod";
import { domainName, emailAddress, portNumber, singleLine } from "../../values";
import { limits } from "./limit-settings";

/** Address of a mailbox or an alias: as it is compared, in lower case, and without the `+` that parts an extension. */
const localAddress = () =>
    z
        .string()
        .max(254, "must be at most 254 characters")
        .regex(
            /^[a-z0-9][a-z0-9._-]{0,63}@([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
            "must be an address in lower-case letters such as alice@example.org, without a +",
        );

const secretName = () => z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, hyphens and _");

const mailbox = z.strictObject({
    passwordSecret: secretName().meta({
        description:
            "Name of the secret with the hash of its password, as `doveadm pw -s ARGON2ID` or `mkpasswd -m bcrypt` make it: " +
            "`{ARGON2ID}`, `{BLF-CRYPT}` or `{SHA512-CRYPT}` and the hash. The password itself is nobody's but its owner's.",
    }),
    quotaMib: z
        .int()
        .min(1, "must be 1 to 1048576 MiB")
        .max(1_048_576, "must be 1 to 1048576 MiB")
        .default(2048)
        .meta({ description: "Size at which it takes no more mail, in MiB." }),
});

const relay = z.strictObject({
    server: domainName().meta({ description: "Host name of the server that takes all outgoing mail." }),
    port: portNumber().default(587).meta({
        description: "Its port: 465 for TLS at once, any other for STARTTLS. TLS with a valid certificate is required.",
    }),
    user: singleLine(200)
        .regex(/^[^:\s]+$/, "must be a login name without colons and blanks")
        .optional()
        .meta({ description: "Login name; the password is the secret `mail-relay`. Left out: no login." }),
    spfInclude: domainName().optional().meta({
        description: "Domain whose SPF record names the servers that it sends from. Left out: `server` itself.",
    }),
    caCertificates: z
        .array(z.string().regex(/^-----BEGIN CERTIFICATE-----\n/, "must be a certificate in PEM form"))
        .default([])
        .meta({ description: "Authorities that its certificate is from, in PEM form. Empty: those of the system." }),
});

const blocklist = z.strictObject({
    zone: domainName().meta({ description: "DNS zone that lists addresses." }),
    answers: z
        .string()
        .regex(/^127\.[0-9.[\];]+$/, "must be answers as Postfix takes them, such as 127.0.0.[2..11]")
        .default("127.0.0.[2..11]")
        .meta({
            description: "Answers that mean a listing. Others, such as that of a resolver that may not ask, are none.",
        }),
});

const mailDomain = z.strictObject({
    mtaSts: z
        .enum(["none", "testing", "enforce"])
        .default("none")
        .meta({
            description:
                "Policy of RFC 8461, served by `edge` at mta-sts.<domain>: whether other servers must reach this one by TLS with " +
                "a valid certificate. With `mode: mailboxes` only.",
        }),
    dkimKeys: z
        .record(
            z.string().regex(/^[a-z0-9]{1,63}$/, "must be a selector as the host names it"),
            z.string().regex(/^[A-Za-z0-9+/]{300,}={0,2}$/, "must be a public key in base64, what stands after p="),
        )
        .default({})
        .meta({
            description:
                "Public halves of signing keys by their selectors, as `hardened-host-mail-dns` prints them: with `dns`, their " +
                "records. The host changes to a new key once its record is in DNS.",
        }),
    dmarc: z.enum(["none", "quarantine", "reject"]).default("reject").meta({
        description:
            "What other servers are asked to do with mail that claims to be from the domain and is not (RFC 7489).",
    }),
});

export const mailSettings = z
    .strictObject({
        hostName: domainName().meta({
            description: "Name of the server in the world: of the MX record, and one that the certificate is for.",
        }),
        mode: z
            .enum(["mailboxes", "outbound"])
            .default("mailboxes")
            .meta({
                description:
                    "`mailboxes`: receives mail and keeps it for its users. `outbound`: takes mail of this host's programs on " +
                    "the loopback interface, signs and sends it; receives none.",
            }),
        domains: z
            .record(domainName(), mailDomain)
            .refine((domains) => Object.keys(domains).length > 0, "must have at least one domain")
            .meta({ description: "Domains that mail is received for and sent from." }),
        postmaster: emailAddress().meta({
            description: "Who gets the mail of root, and that to postmaster@ and abuse@ each domain (RFC 2142).",
        }),
        mailboxes: z.record(localAddress(), mailbox).default({}).meta({ description: "Mailboxes by their addresses." }),
        aliases: z
            .record(localAddress(), z.array(emailAddress()).min(1, "must lead to at least one address"))
            .default({})
            .meta({
                description: "Further addresses, and where their mail goes. Users of these mailboxes may send by them.",
            }),
        relay: relay.optional().meta({
            description:
                "For a host whose port 25 to the world is closed: who sends its mail. Left out: the host itself.",
        }),
        blocklists: z
            .array(blocklist)
            .default([{ zone: "zen.spamhaus.org", answers: "127.0.0.[2..11]" }])
            .meta({ description: "Lists of hostile addresses, which are refused before their mail is read (DNSBL)." }),
        dkimRotationDays: z
            .int()
            .min(30, "must be 30 to 365 days")
            .max(365, "must be 30 to 365 days")
            .default(90)
            .meta({ description: "Age at which a signing key (DKIM) gets a successor, in days." }),
        limits,
        memoryMaxMib: z
            .int()
            .min(512, "must be at least 512 MiB")
            .default(1024)
            .meta({ description: "Main memory that the spam filter may have, in MiB." }),
    })
    .superRefine(({ domains, mailboxes, aliases, mode }, context) => {
        const issue = (path: string[], message: string) => {
            context.addIssue({ code: "custom", path, message });
        };
        for (const [kind, entries] of Object.entries({ mailboxes, aliases })) {
            for (const address of Object.keys(entries)) {
                const domain = address.slice(address.indexOf("@") + 1);
                if (domains[domain] === undefined)
                    issue([kind, address], `must be of a domain in domains, not of ${domain}`);
                if (mode === "outbound")
                    issue([kind, address], "must be left out with mode outbound, which receives no mail");
            }
        }
        for (const address of Object.keys(aliases)) {
            if (mailboxes[address] !== undefined) issue(["aliases", address], "must not be the address of a mailbox");
        }
        for (const [domain, { mtaSts }] of Object.entries(domains)) {
            if (mode === "outbound" && mtaSts !== "none")
                issue(["domains", domain, "mtaSts"], "must be none with mode outbound, which receives no mail");
        }
    });

export type MailSettings = z.output<typeof mailSettings>;

/** Whether mail of the world comes in: with `mode: mailboxes`. */
export const receives = ({ mode }: Pick<MailSettings, "mode">) => mode === "mailboxes";
