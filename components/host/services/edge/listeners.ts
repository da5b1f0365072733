import { because, block, directive } from "../../formats/nginx";
import type { NginxDirective } from "../../formats/nginx";
import type { EdgeSettings } from "./settings";
import type { NginxFeatures } from "./tls-options";

const everyAddress = (port: number) => [String(port), `[::]:${port}`];

/** Sockets of a site. Options of a socket stand once, with the default server. */
export function listenTls(
    { http3 }: EdgeSettings,
    features: NginxFeatures,
    ...options: readonly string[]
): NginxDirective[] {
    const http2 = features.http2Directive ? [] : ["http2"];
    return [
        ...everyAddress(443).map((address) => directive("listen", address, "ssl", ...http2, ...options)),
        ...(http3 && features.http3
            ? everyAddress(443).map((address) => directive("listen", address, "quic", ...quicOptions(options)))
            : []),
        ...(features.http2Directive ? [directive("http2", "on")] : []),
    ];
}

/** Packets of one QUIC connection must come to the same worker. */
function quicOptions(options: readonly string[]): readonly string[] {
    return options.includes("default_server") ? [...options, "reuseport"] : options;
}

/** Whoever asks for a name that is no site, or for none, is not answered: neither a certificate nor a page. */
export function unknownNames(settings: EdgeSettings, features: NginxFeatures): NginxDirective[] {
    return [
        because(
            "Names that are no site: the handshake is refused, and a request that came by another name's is cut off.",
            block(
                "server",
                [],
                [
                    ...listenTls(settings, features, "default_server"),
                    directive("server_name", "_"),
                    directive("ssl_reject_handshake", "on"),
                    directive("return", 444),
                ],
            ),
        ),
    ];
}

/** Port 80 sends visitors of the sites to HTTPS, and does nothing else. */
export function plainHttpServers({ plainHttp }: EdgeSettings, hostNames: readonly string[]): NginxDirective[] {
    if (plainHttp === "closed") return [];
    const listen = (...options: readonly string[]) =>
        everyAddress(80).map((address) => directive("listen", address, ...options));
    return [
        block("server", [], [...listen("default_server"), directive("server_name", "_"), directive("return", 444)]),
        ...(hostNames.length === 0
            ? []
            : [
                  block(
                      "server",
                      [],
                      [
                          ...listen(),
                          directive("server_name", ...hostNames),
                          directive("return", 301, "https://$host$request_uri"),
                      ],
                  ),
              ]),
    ];
}
