import { because, block, directive } from "../../formats/nginx";
import type { NginxDirective } from "../../formats/nginx";
import type { LimitSettings } from "./limit-settings";

/** 160,000 addresses; the least recent are forgotten when it is full. */
const zoneSize = "10m";

/** Who is counted, in which places, and how much is too much for the whole server. */
export function limitOptions(limits: LimitSettings, trustedSources: readonly string[]): NginxDirective[] {
    return [
        because(
            "trustedSources: never limited.",
            block(
                "geo",
                ["$is_trusted"],
                [directive("default", 0), ...trustedSources.map((source) => directive(source, 1))],
            ),
        ),
        because(
            "One IPv6 subscriber has a /64 of addresses, which count as one.",
            block(
                "map",
                ["$binary_remote_addr", "$network"],
                [
                    directive("~(?s)^(?<first_half>.{8}).{8}$", "$first_half"),
                    directive("default", "$binary_remote_addr"),
                ],
            ),
        ),
        because(
            "An empty key is not counted.",
            block("map", ["$is_trusted", "$counted"], [directive("1", ""), directive("default", "$network")]),
        ),
        directive("limit_conn_zone", "$counted", `zone=connections:${zoneSize}`),
        directive("limit_req_zone", "$counted", `zone=requests:${zoneSize}`, `rate=${limits.requestsPerSecond}r/s`),
        directive("limit_req_zone", "$counted", `zone=logins:${zoneSize}`, `rate=${limits.loginRequestsPerSecond}r/s`),
        directive("limit_conn_status", 429),
        directive("limit_req_status", 429),
        directive("limit_conn", "connections", limits.connectionsPerAddress),
        requestLimit(limits),
    ];
}

/** What holds wherever no stricter limit is set: nginx does not inherit a limit beside another. */
function requestLimit({ requestBurst }: LimitSettings): NginxDirective {
    return directive("limit_req", "zone=requests", ...burst(requestBurst));
}

/** For the places that take passwords. */
export function loginLimits(limits: LimitSettings): NginxDirective[] {
    return [requestLimit(limits), directive("limit_req", "zone=logins", ...burst(limits.loginBurst))];
}

/** At once, and not held back: whoever is held back holds a connection. */
function burst(requests: number): string[] {
    return requests === 0 ? [] : [`burst=${requests}`, "nodelay"];
}

/** A client that is slow, or large, does not keep what others need. */
export function patience(limits: LimitSettings): NginxDirective[] {
    const pause = `${limits.bodyTimeoutSeconds}s`;
    return [
        because(
            "The whole header: slow headers (Slowloris) end here.",
            directive("client_header_timeout", `${limits.headerTimeoutSeconds}s`),
        ),
        directive("client_body_timeout", pause),
        directive("send_timeout", pause),
        directive("keepalive_timeout", `${limits.keepAliveSeconds}s`),
        directive("lingering_timeout", "2s"),
        directive("lingering_time", pause),
        because("A connection that timed out leaves nothing behind.", directive("reset_timedout_connection", "on")),
        directive("client_header_buffer_size", "2k"),
        because(
            "A request line or a header field of more than 8 KiB is answered with 414 or 400.",
            directive("large_client_header_buffers", 4, "8k"),
        ),
    ];
}
