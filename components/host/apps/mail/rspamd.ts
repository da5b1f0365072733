import { renderUcl } from "../../formats/blocks";
import type { Blocks } from "../../formats/blocks";
import { hashComment, managedNotice } from "../../formats/comments";
import * as paths from "./paths";
import type { MailSettings } from "./settings";

export const rspamdFolders = ["/etc/rspamd/local.d", "/etc/rspamd/lua.local.d", "/etc/rspamd/override.d"] as const;
const [local, lua, override] = rspamdFolders;

const off: Blocks = { enabled: false };

/** Files of the spam filter, beside those of its package; `override.d` replaces, `local.d` adds. */
export function rspamdFiles(settings: MailSettings): Record<string, string> {
    const blocks: Record<string, Blocks> = {
        [`${override}/worker-normal.inc`]: off,
        [`${override}/worker-controller.inc`]: { bind_socket: "/run/rspamd/controller.sock mode=0600" },
        [`${override}/worker-proxy.inc`]: {
            bind_socket: `${paths.milterSocket} mode=0660`,
            milter: true,
            'upstream "local"': { default: true, self_scan: true },
            reject_message: "Message refused",
        },
        [`${override}/logging.inc`]: { type: "syslog", facility: "mail", level: "notice" },
        // By default all private ranges are trusted: mail of a neighbour would be signed as ours.
        [`${override}/options.inc`]: { local_addrs: ["127.0.0.0/8", "::1"] },
        [`${local}/dkim_signing.conf`]: signing,
        [`${local}/dmarc.conf`]: { actions: { quarantine: "add_header", reject: "reject" } },
        [`${local}/milter_headers.conf`]: {
            use: ["authentication-results", "x-spamd-result"],
            "authentication-results": { remove: 0 },
        },
        ...quiet,
        ...(settings.mode === "outbound" ? withoutMemory : withMemory(settings)),
    };
    return {
        ...Object.fromEntries(Object.entries(blocks).map(([path, content]) => [path, renderUcl(content)])),
        ...(settings.mode === "outbound" ? {} : { [`${lua}/hardened-host.lua`]: senderRule }),
    };
}

/** The keys are made on the host; the map says which of a domain's is in force. */
const signing: Blocks = {
    path: `${paths.dkimFolder}/$domain.$selector.key`,
    selector_map: paths.selectorMap,
    use_esld: false,
    try_fallback: false,
    allow_username_mismatch: true,
    sign_local: true,
    sign_authenticated: true,
};

/** Nothing of a message is sent to a stranger's service, but for the DNS of what it names. */
const quiet: Record<string, Blocks> = Object.fromEntries(
    ["asn", "fuzzy_check", "neural", "history_redis"].map((name) => [`${override}/${name}.conf`, off]),
);

const withoutMemory: Record<string, Blocks> = Object.fromEntries(
    ["greylist", "ratelimit", "rbl", "dmarc", "spf"].map((name) => [`${override}/${name}.conf`, off]),
);

function withMemory({ limits }: MailSettings): Record<string, Blocks> {
    return {
        [`${local}/redis.conf`]: { servers: paths.redisSocket },
        [`${local}/actions.conf`]: {
            greylist: limits.greylistScore,
            add_header: limits.junkScore,
            reject: limits.rejectScore,
        },
        [`${local}/ratelimit.conf`]: {
            rates: {
                user: {
                    selector: "user.lower",
                    bucket: { burst: limits.messagesPerHour, rate: `${limits.messagesPerHour} / 1h` },
                },
            },
        },
    };
}

/**
 * Postfix compares MAIL FROM with the login; what readers see is the header. It must be the same address, and one; of a
 * message without MAIL FROM, such as a receipt, that of the login.
 */
const senderRule = [
    ...hashComment(managedNotice).map((line) => line.replace(/^#/, "--")),
    "rspamd_config:register_symbol({",
    "  name = 'FROM_IS_NOT_LOGIN',",
    "  type = 'prefilter',",
    "  priority = 10,",
    "  callback = function(task)",
    "    local user = task:get_user()",
    "    if not user then return end",
    "    local envelope = task:get_from('smtp')",
    "    local sender = envelope and envelope[1] and envelope[1].addr or ''",
    "    if sender == '' then sender = user end",
    "    local headers = task:get_header_full('From') or {}",
    "    local from = task:get_from('mime') or {}",
    "    if #headers ~= 1 or #from ~= 1 or from[1].addr:lower() ~= sender:lower() then",
    "      task:set_pre_result('reject', 'From: must be the address of the sender')",
    "    end",
    "  end",
    "})",
    "",
].join("\n");
