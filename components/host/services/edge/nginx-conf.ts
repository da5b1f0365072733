import type { Claims } from "../../claims";
import { because, block, directive, renderNginx } from "../../formats/nginx";
import type { NginxDirective } from "../../formats/nginx";
import type { HostFacts } from "../../part";
import { limitOptions, patience } from "./limits";
import { plainHttpServers, unknownNames } from "./listeners";
import { accessLog, errorLog, failedLoginFormat, logFormat } from "./logs";
import type { ServedSite } from "./served-sites";
import type { EdgeSettings } from "./settings";
import { siteBlocks } from "./site-blocks";
import { featuresOf, tlsOptions } from "./tls-options";
import { account, pidFile } from "./unit";

/** The whole configuration, in one file: nothing that lies in a folder of nginx takes part. */
export function nginxConf(
    settings: EdgeSettings,
    sites: readonly ServedSite[],
    host: HostFacts,
    claims: Pick<Claims, "hasRsaCertificate">,
): string {
    const features = featuresOf(host.distribution);
    const hostNames = sites.flatMap((site) => site.hostNames);
    return renderNginx([
        because(
            "Of the workers, which talk to strangers. The process that starts them reads the key.",
            directive("user", account),
        ),
        directive("worker_processes", "auto"),
        because(
            "Old workers, which a long download keeps, serve an old certificate.",
            directive("worker_shutdown_timeout", "10m"),
        ),
        directive("pid", pidFile),
        errorLog,
        block("events", [], [directive("worker_connections", 16_384)]),
        block(
            "http",
            [],
            [
                ...answerOptions,
                ...tlsOptions(settings, features, claims),
                ...patience(settings.limits),
                ...limitOptions(settings.limits, host.trustedSources),
                ...proxyOptions,
                ...logFormat,
                ...failedLoginFormat,
                accessLog,
                ...unknownNames(settings, features),
                ...plainHttpServers(settings, hostNames),
                ...sites.flatMap((site) => siteBlocks(site, settings, features)),
            ],
        ),
    ]);
}

const answerOptions: readonly NginxDirective[] = [
    because("The version is nobody's business.", directive("server_tokens", "off")),
    because(
        "What is compressed together with a secret gives it away by its length: BREACH, CVE-2013-3587.",
        directive("gzip", "off"),
    ),
    directive("sendfile", "on"),
    directive("default_type", "application/octet-stream"),
    block("types", [], [directive("text/html", "html"), directive("text/css", "css")]),
    because("Room for the longest host name.", directive("server_names_hash_bucket_size", 512)),
    because("Links that lead out of a folder are not followed.", directive("disable_symlinks", "on")),
    because("Of a server name, never of what a client wrote.", directive("server_name_in_redirect", "off")),
];

const proxyOptions: readonly NginxDirective[] = [
    directive("proxy_http_version", "1.1"),
    directive("proxy_connect_timeout", "5s"),
    because("A request is never sent twice.", directive("proxy_next_upstream", "off")),
    because(
        "A program that can be made to send these would steer this server.",
        directive(
            "proxy_ignore_headers",
            "X-Accel-Charset",
            "X-Accel-Expires",
            "X-Accel-Limit-Rate",
            "X-Accel-Redirect",
        ),
    ),
    directive("proxy_max_temp_file_size", "1024m"),
    directive("proxy_headers_hash_bucket_size", 128),
    block("map", ["$http_upgrade", "$websocket"], [directive("~*^websocket$", "websocket"), directive("default", "")]),
    block(
        "map",
        ["$websocket", "$connection_to_upstream"],
        [directive("websocket", "upgrade"), directive("default", "")],
    ),
];
