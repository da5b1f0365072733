import type { Upstream } from "../../claims";
import { because, block, directive } from "../../formats/nginx";
import type { NginxDirective } from "../../formats/nginx";
import { pageFolder } from "./default-page";
import { loginLimits } from "./limits";
import { loginLogs } from "./logs";
import { hiddenUpstreamHeaders, securityHeaders } from "./security-headers";
import type { SecurityHeader } from "./security-headers";
import type { ServedSite } from "./served-sites";
import type { EdgeSettings } from "./settings";
import { listenTls } from "./listeners";
import type { NginxFeatures } from "./tls-options";

const upstreamName = ({ name }: ServedSite) => `site_${name}`;

/** What stands in `http { }` for one site: its program, the headers that the program may set, and its server. */
export function siteBlocks(site: ServedSite, settings: EdgeSettings, features: NginxFeatures): NginxDirective[] {
    const headers = securityHeaders(site.policy, settings.hsts);
    return [
        ...("upstream" in site.target ? [upstreamBlock(site, site.target.upstream)] : []),
        ...headers.filter(({ upstreamFirst }) => upstreamFirst).map((header) => upstreamFirstMap(site, header)),
        block(
            "server",
            [],
            [
                ...listenTls(settings, features),
                directive("server_name", ...site.hostNames),
                because(
                    "Before anything is read of the body.",
                    block(
                        "if",
                        ["($request_method", "!~", `^(${methodsOf(site).join("|")})$)`],
                        [directive("return", 405)],
                    ),
                ),
                ...headers.map((header) => directive("add_header", header.name, headerValue(site, header), "always")),
                ...(settings.http3 && features.http3
                    ? [directive("add_header", "Alt-Svc", 'h3=":443"; ma=86400', "always")]
                    : []),
                ...targetDirectives(site, headers, settings),
            ],
        ),
    ];
}

/** Uploads are looked at, never changed. */
function methodsOf({ policy: { serves, methods } }: ServedSite): readonly string[] {
    return serves === "uploads" ? methods.filter((method) => method === "GET" || method === "HEAD") : methods;
}

function upstreamBlock(site: ServedSite, upstream: Upstream): NginxDirective {
    const address = "loopbackPort" in upstream ? `127.0.0.1:${upstream.loopbackPort}` : `unix:${upstream.unixSocket}`;
    return block(
        "upstream",
        [upstreamName(site)],
        [
            because("The only one: not to be left alone after a failure.", directive("server", address, "max_fails=0")),
            directive("keepalive", 16),
        ],
    );
}

const variableOf = ({ name }: ServedSite, header: SecurityHeader) =>
    `$site_${name}_${header.name}`.replaceAll("-", "_").toLowerCase();

function upstreamFirstMap(site: ServedSite, header: SecurityHeader): NginxDirective {
    const given = `$upstream_http_${header.name.replaceAll("-", "_").toLowerCase()}`;
    return block(
        "map",
        [given, variableOf(site, header)],
        [
            directive("", header.value),
            // nginx sets no header that is empty: the program's stays.
            directive("default", ""),
        ],
    );
}

function headerValue(site: ServedSite, header: SecurityHeader): string {
    return header.upstreamFirst ? variableOf(site, header) : header.value;
}

function targetDirectives(
    site: ServedSite,
    headers: readonly SecurityHeader[],
    { limits }: EdgeSettings,
): NginxDirective[] {
    const { target, policy } = site;
    if ("redirectTo" in target) {
        const hasPath = /^https:\/\/[^/]+\//.test(target.redirectTo);
        return [directive("return", 301, hasPath ? target.redirectTo : `${target.redirectTo}$request_uri`)];
    }
    if ("documents" in target) {
        return [
            directive("root", pageFolder(site.name)),
            directive("charset", "utf-8"),
            ...Object.keys(target.documents).map((path) =>
                block("location", ["=", path], [directive("try_files", path, "=404")]),
            ),
            block("location", ["/"], [directive("return", 404)]),
        ];
    }
    if ("page" in target) {
        return [
            directive("root", pageFolder(site.name)),
            directive("charset", "utf-8"),
            block("location", ["=", "/"], [directive("try_files", "/index.html", "=404")]),
            block("location", ["=", "/style.css"], []),
            block("location", ["/"], [directive("return", 404)]),
        ];
    }
    const pass = directive("proxy_pass", `http://${upstreamName(site)}`);
    return [
        directive("client_max_body_size", `${policy.maxBodyMib}m`),
        ...proxyOptions(site, headers),
        ...(policy.loginPaths.includes("/") ? [] : [block("location", ["/"], [pass])]),
        ...policy.loginPaths.map((path) =>
            block("location", ["^~", path], [...loginLimits(limits), ...loginLogs, pass]),
        ),
    ];
}

function proxyOptions({ policy }: ServedSite, headers: readonly SecurityHeader[]): NginxDirective[] {
    const forUploads = policy.serves === "uploads";
    const hidden = [
        ...hiddenUpstreamHeaders,
        ...headers.filter(({ upstreamFirst }) => !upstreamFirst).map(({ name }) => name),
        ...(forUploads ? ["Set-Cookie"] : []),
    ].sort();
    return [
        directive("proxy_read_timeout", `${policy.responseTimeoutSeconds}s`),
        ...requestHeaders(policy.webSockets, forUploads),
        ...hidden.map((name) => directive("proxy_hide_header", name)),
    ];
}

/** A client's own word on where it comes from never reaches the program. */
function requestHeaders(webSockets: boolean, forUploads: boolean): NginxDirective[] {
    const set = (name: string, value: string) => directive("proxy_set_header", name, value);
    return [
        set("Host", "$host"),
        set("X-Real-IP", "$remote_addr"),
        set("X-Forwarded-For", "$remote_addr"),
        set("X-Forwarded-Host", "$host"),
        set("X-Forwarded-Port", "443"),
        set("X-Forwarded-Proto", "https"),
        ...["Forwarded", "X-Forwarded", "X-Forwarded-Server", "X-Original-URL", "X-Rewrite-URL"].map((name) =>
            set(name, ""),
        ),
        because("CGI programs take it for a setting: CVE-2016-5385.", set("Proxy", "")),
        ...(forUploads ? [set("Cookie", ""), set("Authorization", "")] : []),
        because(
            webSockets
                ? "To WebSocket only: h2c would be a tunnel past every rule of this file."
                : "Nothing is upgraded; connections to the program are kept.",
            set("Upgrade", webSockets ? "$websocket" : ""),
        ),
        set("Connection", webSockets ? "$connection_to_upstream" : ""),
    ];
}
