import { pythonCall, pythonName, pythonTuple } from "../../formats/python";
import type { PythonSetting, PythonValue } from "../../formats/python";
import type { Authentication } from "./authentication";
import type { ZulipSettings } from "./settings";

/** Class of each way to log in, in Zulip's `zproject.backends`. */
const backends: Readonly<Record<keyof Authentication, string>> = {
    email: "EmailAuthBackend",
    google: "GoogleAuthBackend",
    github: "GitHubAuthBackend",
    gitlab: "GitLabAuthBackend",
    entra: "AzureADAuthBackend",
    openIdConnect: "GenericOpenIdConnectBackend",
    saml: "SAMLAuthBackend",
    ldap: "ZulipLDAPAuthBackend",
};

/** What settings.py imports for the ways that are chosen. */
export function loginImports({ ldap, openIdConnect }: Authentication): string[] {
    return [
        ...(ldap === undefined ? [] : ["import ldap", "from django_auth_ldap.config import LDAPSearch"]),
        ...(openIdConnect === undefined ? [] : ["from .config import get_secret"]),
    ];
}

export function loginSettings(settings: ZulipSettings): PythonSetting[] {
    const chosen = settings.authentication;
    // Object.keys forgets which keys the object has.
    const ways = (Object.keys(backends) as (keyof Authentication)[]).filter((way) => Boolean(chosen[way]));
    const clients = {
        SOCIAL_AUTH_GOOGLE_KEY: chosen.google?.clientId,
        SOCIAL_AUTH_GITHUB_KEY: chosen.github?.clientId,
        SOCIAL_AUTH_GITLAB_KEY: chosen.gitlab?.clientId,
        SOCIAL_AUTH_AZUREAD_OAUTH2_KEY: chosen.entra?.clientId,
    };
    return [
        {
            name: "AUTHENTICATION_BACKENDS",
            value: pythonTuple(ways.map((way) => `zproject.backends.${backends[way]}`)),
            why: "These ways to log in, and no other.",
        },
        ...Object.entries(clients).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
        ...openIdConnectSettings(chosen.openIdConnect),
        ...samlSettings(settings),
        ...ldapSettings(chosen.ldap),
    ];
}

function openIdConnectSettings(chosen: Authentication["openIdConnect"]): PythonSetting[] {
    if (chosen === undefined) return [];
    const provider: PythonValue = {
        oidc_url: chosen.url,
        display_name: chosen.displayName,
        client_id: chosen.clientId,
        secret: pythonCall("get_secret", ["social_auth_oidc_secret"]),
        auto_signup: chosen.autoSignup,
    };
    return [{ name: "SOCIAL_AUTH_OIDC_ENABLED_IDPS", value: { oidc: provider } }];
}

function samlSettings({ authentication: { saml }, hostName, administrator }: ZulipSettings): PythonSetting[] {
    if (saml === undefined) return [];
    const provider: PythonValue = {
        entity_id: saml.entityId,
        url: saml.url,
        display_name: saml.displayName,
        attr_user_permanent_id: "email",
        attr_first_name: "first_name",
        attr_last_name: "last_name",
        attr_username: "email",
        attr_email: "email",
    };
    const address = `https://${hostName}`;
    const contact = { givenName: "Administrator", emailAddress: administrator };
    return [
        { name: "SOCIAL_AUTH_SAML_SP_ENTITY_ID", value: address },
        {
            name: "SOCIAL_AUTH_SAML_ORG_INFO",
            value: { "en-US": { displayname: "Zulip", name: "zulip", url: address } },
        },
        { name: "SOCIAL_AUTH_SAML_ENABLED_IDPS", value: { saml: provider } },
        {
            name: "SOCIAL_AUTH_SAML_SECURITY_CONFIG",
            value: { authnRequestsSigned: false, requestedAuthnContext: false },
        },
        { name: "SOCIAL_AUTH_SAML_TECHNICAL_CONTACT", value: contact },
        { name: "SOCIAL_AUTH_SAML_SUPPORT_CONTACT", value: contact },
    ];
}

function ldapSettings(chosen: Authentication["ldap"]): PythonSetting[] {
    if (chosen === undefined) return [];
    const filter = `(${chosen.loginAttribute}=%(user)s)`;
    return [
        { name: "AUTH_LDAP_SERVER_URI", value: `ldaps://${chosen.server}` },
        { name: "AUTH_LDAP_BIND_DN", value: chosen.bindDn },
        {
            name: "AUTH_LDAP_USER_SEARCH",
            value: pythonCall("LDAPSearch", [chosen.searchBase, pythonName("ldap.SCOPE_SUBTREE"), filter]),
        },
        { name: "LDAP_APPEND_DOMAIN", value: chosen.emailDomain },
        { name: "AUTH_LDAP_USER_ATTR_MAP", value: { full_name: "cn" } },
    ];
}
