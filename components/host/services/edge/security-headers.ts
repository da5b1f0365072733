import { browserFeatures, policyHeaders } from "../../site-policy";
import type { SitePolicy } from "../../site-policy";
import type { EdgeSettings } from "./settings";

type PolicyHeader = (typeof policyHeaders)[number];

/** A response header that the edge sets on whatever a site answers. */
export interface SecurityHeader {
    readonly name: string;
    readonly value: string;
    /** A value of the program behind the site comes first. */
    readonly upstreamFirst: boolean;
}

/** Sent by programs about themselves, or in a program's own opinion of what is the edge's to say. */
export const hiddenUpstreamHeaders = [
    ...["Alt-Svc", "Expect-CT", "Public-Key-Pins", "Via", "X-AspNet-Version", "X-AspNetMvc-Version", "X-Generator"],
    ...["X-Powered-By", "X-Runtime", "X-Varnish", "X-Version", "X-XSS-Protection"],
] as const;

/**
 * OWASP Secure Headers Project; W3C CSP3, Permissions Policy, Referrer Policy; RFC 6797. X-XSS-Protection is left out:
 * no browser of today has what it switched, and where one did it could be turned against the page.
 */
export function securityHeaders(policy: SitePolicy, hsts: EdgeSettings["hsts"]): SecurityHeader[] {
    const own = (name: string, value: string) => ({ name, value, upstreamFirst: false });
    const values = policyValues(policy);
    return [
        own("Strict-Transport-Security", hstsValue(hsts)),
        own("X-Content-Type-Options", "nosniff"),
        own("X-Permitted-Cross-Domain-Policies", "none"),
        ...policyHeaders.map((name) => ({
            name,
            value: values[name],
            upstreamFirst: policy.headersFromUpstream.includes(name),
        })),
    ];
}

function hstsValue({ maxAgeDays, includeSubDomains, preload }: EdgeSettings["hsts"]): string {
    const flags = [...(includeSubDomains ? ["includeSubDomains"] : []), ...(preload ? ["preload"] : [])];
    return [`max-age=${maxAgeDays * 24 * 60 * 60}`, ...flags].join("; ");
}

function policyValues(policy: SitePolicy): Record<PolicyHeader, string> {
    const ownOrigin = policy.serves === "uploads" ? "same-site" : "same-origin";
    return {
        "Content-Security-Policy": contentSecurityPolicy(policy),
        "Cross-Origin-Opener-Policy": policy.openerPolicy,
        "Cross-Origin-Resource-Policy": policy.resourcePolicy ?? ownOrigin,
        "Permissions-Policy": browserFeatures
            .map((feature) => `${feature}=(${policy.allowedFeatures.includes(feature) ? "self" : ""})`)
            .join(", "),
        "Referrer-Policy": policy.referrerPolicy,
        "X-Frame-Options": policy.framing === "none" ? "DENY" : "SAMEORIGIN",
    };
}

const strictSources = {
    app: { "default-src": ["'self'"], "object-src": [], "base-uri": ["'self'"], "form-action": ["'self'"] },
    uploads: { "default-src": [], "img-src": ["'self'"], "media-src": ["'self'"], "base-uri": [], "form-action": [] },
} as const;

function contentSecurityPolicy({ serves, contentSecurityPolicy: chosen, framing }: SitePolicy): string {
    const directives: Readonly<Record<string, readonly string[]>> = { ...strictSources[serves], ...chosen };
    const text = (sources: readonly string[]) => (sources.length === 0 ? "'none'" : sources.join(" "));
    return [
        ...Object.entries(directives).map(([name, sources]) => `${name} ${text(sources)}`),
        `frame-ancestors ${framing === "none" ? "'none'" : "'self'"}`,
        ...(serves === "uploads" ? ["sandbox"] : []),
        "upgrade-insecure-requests",
    ].join("; ");
}
