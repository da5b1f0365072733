import { z } from "zod";
import { domainName, singleLine } from "../../values";
import { secretName } from "./secret-name";

const identifier = () => singleLine(200).min(1);
const httpsUrl = () => z.string().regex(/^https:\/\/[!-~]{1,300}$/, "must be an https address");

/** A service that vouches for its users by OAuth, and knows this server by an identifier and a secret. */
function oauth(service: string, secret: string) {
    return z.strictObject({
        clientId: identifier().meta({ description: `Identifier that ${service} gave this server.` }),
        clientSecret: secretName(secret).meta({ description: `Name of the secret that ${service} gave with it.` }),
    });
}

const openIdConnect = oauth("the provider", "zulipOpenIdConnect").extend({
    url: httpsUrl().meta({ description: "Address of the provider, before `/.well-known/openid-configuration`." }),
    displayName: identifier().meta({ description: "Name on the button." }),
    autoSignup: z.boolean().default(false).meta({ description: "Whom the provider knows gets an account unasked." }),
});

const saml = z.strictObject({
    entityId: identifier().meta({ description: "Name of the identity provider." }),
    url: httpsUrl().meta({ description: "Address at which it answers." }),
    displayName: identifier().meta({ description: "Name on the button." }),
    certificate: z
        .string()
        .regex(
            /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n?$/,
            "must be a certificate in PEM",
        )
        .meta({ description: "Certificate of the key with which it signs what it says of users; public." }),
});

const ldap = z.strictObject({
    server: domainName().meta({ description: "Server, asked over TLS (ldaps) only." }),
    bindDn: identifier().meta({ description: "Account that may search there." }),
    passwordSecret: secretName("zulipLdapPassword").meta({ description: "Name of the secret with its password." }),
    searchBase: identifier().meta({ description: "Where in the tree users are." }),
    loginAttribute: z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9-]{0,40}$/, "must be the name of an attribute")
        .default("uid")
        .meta({ description: "Attribute that users type." }),
    emailDomain: domainName().meta({ description: "Login and this domain make the e-mail address of a user." }),
});

export const authentication = z
    .strictObject({
        email: z
            .boolean()
            .default(true)
            .meta({
                description:
                    "E-mail address and password. Zulip's installer needs it until the organisation exists: switch it off " +
                    "after that.",
            }),
        google: oauth("Google", "zulipGoogle").optional().meta({ description: "Google accounts." }),
        github: oauth("GitHub", "zulipGithub").optional().meta({ description: "GitHub accounts." }),
        gitlab: oauth("GitLab", "zulipGitlab").optional().meta({ description: "GitLab accounts." }),
        entra: oauth("Microsoft", "zulipEntra").optional().meta({ description: "Microsoft Entra ID." }),
        openIdConnect: openIdConnect.optional().meta({ description: "Any provider of OpenID Connect." }),
        saml: saml.optional().meta({ description: "A SAML 2.0 identity provider." }),
        ldap: ldap.optional().meta({ description: "Accounts of a directory." }),
    })
    .refine(
        ({ email, ...others }) => email || Object.values(others).some((way) => way !== undefined),
        "must leave users a way to log in: email or another",
    );

export type Authentication = z.output<typeof authentication>;

/** Key in zulip-secrets.conf, and name of the stack's secret, of each way that is chosen and has one. */
export function authenticationSecrets(chosen: Authentication): Record<string, string> {
    const secrets = {
        social_auth_google_secret: chosen.google?.clientSecret,
        social_auth_github_secret: chosen.github?.clientSecret,
        social_auth_gitlab_secret: chosen.gitlab?.clientSecret,
        social_auth_azuread_oauth2_secret: chosen.entra?.clientSecret,
        social_auth_oidc_secret: chosen.openIdConnect?.clientSecret,
        auth_ldap_bind_password: chosen.ldap?.passwordSecret,
    };
    return Object.fromEntries(
        Object.entries(secrets).flatMap(([key, secret]) => (secret === undefined ? [] : [[key, secret]])),
    );
}
