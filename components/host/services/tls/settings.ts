import { z } from "zod";
import { absolutePath, accountName, domainName, emailAddress, evenIfIncomplete, serviceUnit } from "../../values";
import { pemCertificates } from "../../pem";
import { dnsSettings } from "./dns-settings";
import { isPublicSuffix } from "./public-suffix";

const acmeDirectory = z
    .url({ protocol: /^https$/, error: "must be an https:// address" })
    .regex(/^[A-Za-z0-9:/._~%?=&[\]-]+$/, "must be an https:// address without a shell's special characters");

const acme = z
    .strictObject({
        directory: acmeDirectory.meta({ description: "Address of the ACME directory (RFC 8555)." }),
        caCertificates: pemCertificates().meta({
            description: "Certificates that the directory's own is checked against, instead of the system's.",
        }),
        externalAccountKeyId: z
            .string()
            .regex(/^[A-Za-z0-9_.~+/=-]{1,200}$/, "must be a key identifier without spaces and quotes")
            .optional()
            .meta({
                description:
                    "Identifier of the account that the issuer knows already; its key, in base64url, is the secret " +
                    "`tls-external-account`. Default: none is asked for.",
            }),
    })
    .meta({ description: "Another issuer that speaks ACME; needed where `issuer` is `acme`." });

const copy = z.strictObject({
    folder: absolutePath().meta({
        description: "Folder for the files; it is made, root's, and readable by the group.",
    }),
    format: z.enum(["separate", "combined"]).default("separate").meta({
        description: "`fullchain.pem` and `privkey.pem`, or `combined.pem` with both.",
    }),
    owner: accountName().meta({ description: "Account that may read the files." }),
    group: accountName().meta({ description: "Group that may enter the folder." }),
    unit: serviceUnit().meta({ description: "Unit that is reloaded, or restarted when it cannot reload." }),
});

export const tlsSettings = z
    .strictObject({
        domain: domainName()
            .refine(
                (name) => !isPublicSuffix(name),
                "must be a domain of its owner's, not one below which anybody may have theirs",
            )
            .meta({ description: "The certificate is for this name and for every name directly below it." }),
        issuer: z
            .enum(["letsencrypt", "letsencrypt-staging", "acme", "internal"])
            .default("letsencrypt")
            .meta({
                description:
                    "Who certifies: Let's Encrypt, its staging environment (for trials; no browser believes it), " +
                    "another one by `acme`, or an authority of this host's own, which only those believe who are told to.",
            }),
        acme: acme.optional(),
        email: emailAddress().optional().meta({
            description: "Address that the issuer may write to. Needed for Let's Encrypt.",
        }),
        profile: z
            .string()
            .regex(/^[a-z0-9-]{1,60}$/, "must be the name of a profile, such as shortlived")
            .optional()
            .meta({ description: "Profile of the issuer, for example Let's Encrypt's `shortlived`. Needs Debian 13." }),
        dns: dnsSettings.optional().meta({
            description: "Where the record of the challenge is written. Needed unless `issuer` is `internal`.",
        }),
        delegatedName: domainName()
            .or(z.string().regex(/^_[a-z0-9._-]{3,250}$/, "must be a domain name"))
            .optional()
            .meta({
                description:
                    "Name that `_acme-challenge.<domain>` is a CNAME of, where the record is written: of a zone that " +
                    "holds nothing else, so that the credential can change nothing else.",
            }),
        propagationTimeoutSeconds: z
            .int("must be a whole number from 0 to 1800")
            .min(0, "must be a whole number from 0 to 1800")
            .max(1800, "must be a whole number from 0 to 1800")
            .default(300)
            .meta({ description: "Seconds that all of the zone's servers may take to show the record." }),
        rsa: z
            .boolean()
            .default(false)
            .meta({
                description:
                    "An RSA certificate beside the one with an elliptic curve, for clients that cannot check that one. The " +
                    "web edge shows each client the one that it can check; copies for programs have the other only.",
            }),
        reload: z.array(serviceUnit()).default([]).meta({
            description: "Units that are not of this product and read the certificate where it is, as root.",
        }),
        copies: z.array(copy).default([]).meta({
            description: "Copies for programs that are not of this product.",
        }),
    })
    .superRefine((given, context) => {
        const missing = (path: string, message: string) =>
            context.addIssue({ code: "custom", path: [path], input: undefined, message });
        if (isLetsEncrypt(given.issuer) && given.email === undefined) {
            missing("email", "must be an e-mail address: Let's Encrypt has no other way to reach the owner");
        }
        if (given.issuer === "acme" && given.acme === undefined)
            missing("acme", "must say which issuer `acme` stands for");
        if (given.issuer !== "internal" && given.dns === undefined) {
            missing("dns", "must say who serves the domain: a wildcard is certified by a DNS record only (DNS-01)");
        }
    }, evenIfIncomplete);

function isLetsEncrypt(issuer: string): boolean {
    return issuer === "letsencrypt" || issuer === "letsencrypt-staging";
}

export type TlsSettings = z.output<typeof tlsSettings>;
