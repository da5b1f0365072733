import { certificateCovers } from "../../certificate-name";
import type { Claims, Site, Upstream } from "../../claims";
import type { Conflict } from "../../conflicts";
import { PlanConflictError } from "../../conflicts";
import { sitePolicy } from "../../site-policy";
import type { SitePolicy } from "../../site-policy";
import type { EdgeSettings, SiteSettings } from "./settings";

/** What answers behind a site. */
export type Target =
    | { readonly upstream: Upstream }
    | { readonly redirectTo: string }
    | { readonly documents: Readonly<Record<string, string>> }
    | { readonly page: { readonly title: string; readonly lines: readonly string[] } };

/** A site as it is served, whoever asked for it. */
export interface ServedSite {
    readonly name: string;
    readonly hostNames: readonly string[];
    readonly target: Target;
    readonly policy: SitePolicy;
}

/**
 * The sites of the settings and those that other parts claim, sorted by name.
 *
 * @throws PlanConflictError with every two that collide, and every host name that the certificate is not for.
 */
export function servedSites(settings: EdgeSettings, claims: Claims): ServedSite[] {
    const own = Object.entries(settings.sites).map(([name, site]) => fromSettings(name, site));
    const sites = [...own, ...claims.sites.map(fromClaim)].sort((a, b) => (a.name < b.name ? -1 : 1));
    const conflicts = [...collisions(own, claims.sites), ...strangers(sites, own, claims.certificateNames)];
    if (conflicts.length > 0) throw new PlanConflictError(conflicts);
    return sites;
}

function fromSettings(name: string, { hostNames, upstream, redirectTo, page, policy }: SiteSettings): ServedSite {
    return { name, hostNames, policy, target: targetOf(upstream, redirectTo, page) };
}

function targetOf(
    upstream: SiteSettings["upstream"],
    redirectTo: SiteSettings["redirectTo"],
    page: SiteSettings["page"],
): Target {
    if (upstream?.loopbackPort !== undefined) return { upstream: { loopbackPort: upstream.loopbackPort } };
    if (upstream?.unixSocket !== undefined) return { upstream: { unixSocket: upstream.unixSocket } };
    if (redirectTo !== undefined) return { redirectTo };
    if (page !== undefined) return { page };
    throw new Error("a site without a target passed its schema");
}

function fromClaim(site: Site): ServedSite {
    const { name, hostNames, policy = {} } = site;
    const target = "documents" in site ? { documents: site.documents } : { upstream: site.upstream };
    return { name, hostNames, target, policy: sitePolicy.parse(policy) };
}

/** Sites of apps that collide with those of the settings or with each other; the schema has compared the settings' own. */
function collisions(own: readonly ServedSite[], claimed: readonly Site[]): Conflict[] {
    return claimed.flatMap((site, index) =>
        [...own, ...claimed.slice(0, index)].flatMap((other) => {
            const shared = site.hostNames.filter((name) => other.hostNames.includes(name));
            const what = [
                ...(site.name === other.name ? [`site ${site.name}: two have this name`] : []),
                ...shared.map((name) => `host name ${name}: served by the sites ${other.name} and ${site.name}`),
            ];
            const setting = own.some(({ name }) => name === other.name) ? `edge.sites.${other.name}` : "edge";
            return what.map((text) => ({ what: text, sides: ["edge", site.name] as const, setting }));
        }),
    );
}

/** Host names for which browsers would be shown a certificate of other names. */
function strangers(sites: readonly ServedSite[], own: readonly ServedSite[], certified: readonly string[]): Conflict[] {
    if (certified.length === 0) return [];
    return sites.flatMap(({ name: site, hostNames }) =>
        hostNames.flatMap((name, index) => {
            if (certified.some((pattern) => certificateCovers(pattern, name))) return [];
            const what = `host name ${name}: the certificate is for ${certified.join(", ")} only`;
            const isOwn = own.some((one) => one.name === site);
            const setting = isOwn ? `edge.sites.${site}.hostNames[${index}]` : "edge";
            return [{ what, sides: ["edge", "tls"] as const, setting }];
        }),
    );
}
