import { hashComment, managedNotice } from "../../formats/comments";
import { because, block, directive } from "../../formats/nginx";
import type { NginxDirective } from "../../formats/nginx";
import type { Jail } from "../../jail";
import type { PartialHostPlan } from "../../plan";

/** Not the package's: its logrotate file would give the logs to the workers. */
export const logFolder = "/var/log/hardened-host-edge";

/** Each line of a lower level repeats the whole request line, and with it what must not be kept. */
export const errorLog = because(
    "Lower levels repeat the query of the request; what failed is in the access log.",
    directive("error_log", `${logFolder}/error.log`, "crit"),
);

const fields = [
    ...["time_iso8601", "remote_addr", "server_name", "request_method", "path", "server_protocol", "status"],
    ...["bytes_sent", "request_time", "upstream_status", "limit_req_status", "limit_conn_status", "ssl_protocol"],
    ...["http_user_agent"],
];

/** One JSON object a line: no client can begin a line of its own. */
export const logFormat: readonly NginxDirective[] = [
    because(
        "Queries carry tokens: they are not logged, nor are cookies, credentials and referrers.",
        block(
            "map",
            ["$request_uri", "$path"],
            [directive("~^(?<path_part>[^?#]*)", "$path_part"), directive("default", "")],
        ),
    ),
    directive("log_format", "requests", "escape=json", `{${fields.map((name) => `"${name}":"$${name}"`).join(",")}}`),
];

export const accessLog = directive("access_log", `${logFolder}/access.log`, "requests");

const loginTag = "edge_login";

/** Of a login that failed: refused by the program behind the site, or one too many. */
export const failedLoginFormat: readonly NginxDirective[] = [
    because(
        "For the part bans. Nothing in it is the visitor's to write.",
        block("map", ["$status", "$is_failed"], [directive("~^(401|403|429)$", "1"), directive("default", "0")]),
    ),
    directive("log_format", "failed_logins", "$remote_addr $status $server_name"),
];

/** In places that take passwords. Here, the logs of the server as a whole are not inherited. */
export const loginLogs: readonly NginxDirective[] = [
    accessLog,
    directive("access_log", `syslog:server=unix:/dev/log,nohostname,tag=${loginTag}`, "failed_logins", "if=$is_failed"),
];

export const loginJail: Jail = {
    name: "edge",
    ports: [80, 443],
    journal: ["_SYSTEMD_UNIT=nginx.service", `SYSLOG_IDENTIFIER=${loginTag}`],
    failures: ["^<ADDR> (?:401|403|429) \\S+$"],
};

/** The logs belong to root, which opens them: a worker that was taken over cannot rewrite what was logged before. */
export function logRotationPlan(retentionDays: number): PartialHostPlan {
    const lines = [
        ...hashComment(managedNotice),
        `${logFolder}/*.log {`,
        "    daily",
        `    rotate ${retentionDays}`,
        "    maxsize 256M",
        "    missingok",
        "    notifempty",
        "    compress",
        "    delaycompress",
        "    create 0640 root adm",
        "    sharedscripts",
        "    postrotate",
        "        systemctl try-reload-or-restart nginx.service",
        "    endscript",
        "}",
        "",
    ];
    return {
        packages: ["logrotate"],
        folders: { [logFolder]: { mode: "0750", group: "adm" } },
        files: { "/etc/logrotate.d/hardened-host-edge": { content: lines.join("\n"), validate: 'logrotate -d "$1"' } },
    };
}
