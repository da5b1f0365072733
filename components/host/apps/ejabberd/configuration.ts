import type { YamlValue } from "../../formats/yaml";
import { turnPort } from "./settings";
import type { EjabberdSettings } from "./settings";

type YamlMap = Readonly<Record<string, YamlValue>>;

export const certificateFolder = "/etc/ejabberd/certs";
export const uploadFolder = "/var/lib/ejabberd/upload";

/** RFC 9325, 4.1 and 4.2: TLS 1.2 or later; without compression (CRIME). */
const protocolOptions = ["no_sslv3", "no_tlsv1", "no_tlsv1_1", "cipher_server_preference", "no_compression"];

/** RFC 9325, 4.2: forward secrecy and authenticated encryption only. TLS 1.3 has nothing else. */
const ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL";

/** The whole of ejabberd.yml: what is not named is off. */
export function ejabberdConfiguration(settings: EjabberdSettings): YamlMap {
    return {
        hosts: [settings.domain],
        loglevel: "info",
        // Addresses of clients stay out of the log: its guide.
        hide_sensitive_log_data: true,
        log_rotate_count: 0,
        certfiles: [`${certificateFolder}/*.pem`],
        ca_file: "/etc/ssl/certs/ca-certificates.crt",
        c2s_ciphers: ciphers,
        s2s_ciphers: ciphers,
        c2s_protocol_options: protocolOptions,
        s2s_protocol_options: protocolOptions,
        // No other server is talked to in plain text. Who it is proves its certificate, or else dialback (XEP-0220).
        s2s_use_starttls: "required",
        auth_method: ["internal"],
        // Salted and iterated (RFC 5802): the stored form is no password.
        auth_password_format: "scram",
        auth_scram_hash: "sha256",
        disable_sasl_mechanisms: ["digest-md5", "X-OAUTH2"],
        listen: listeners(settings),
        acl: {
            local: { user_regexp: "" },
            loopback: { ip: ["127.0.0.0/8", "::1/128"] },
            ...(administratorsOf(settings).length === 0
                ? {}
                : { admin: { user: administratorsOf(settings).map((name) => `${name}@${settings.domain}`) } }),
        },
        access_rules: accessRules(settings),
        api_permissions: {
            "console commands": { from: "ejabberd_ctl", who: "all", what: "*" },
        },
        shaper: { normal: { rate: 3000, burst_size: 20_000 }, fast: 200_000 },
        shaper_rules: {
            max_user_sessions: 10,
            max_user_offline_messages: 100,
            c2s_shaper: "normal",
            s2s_shaper: "fast",
        },
        modules: modules(settings),
    };
}

function listeners({ federation, directTls, https, turn }: EjabberdSettings): YamlValue[] {
    const clients = {
        ip: "::",
        module: "ejabberd_c2s",
        max_stanza_size: 262_144,
        shaper: "c2s_shaper",
        access: "c2s",
    };
    const servers = { port: 5269, ip: "::", module: "ejabberd_s2s_in", max_stanza_size: 524_288, shaper: "s2s_shaper" };
    const handlers = { "/bosh": "mod_bosh", "/ws": "ejabberd_http_ws", "/upload": "mod_http_upload" };
    return [
        { port: 5222, ...clients, starttls_required: true },
        ...(directTls ? [{ port: 5223, ...clients, tls: true }] : []),
        ...(federation ? [servers] : []),
        ...(https
            ? [
                  {
                      port: 5443,
                      ip: "::",
                      module: "ejabberd_http",
                      tls: true,
                      protocol_options: protocolOptions,
                      ciphers,
                      request_handlers: handlers,
                  },
              ]
            : []),
        ...relay(turn),
    ];
}

/** STUN tells a client its address; TURN carries the calls of those whom nothing else connects. */
function relay(turn: EjabberdSettings["turn"]): YamlValue[] {
    if (turn === undefined) return [];
    return [
        {
            port: turnPort,
            ip: "0.0.0.0",
            transport: "udp",
            module: "ejabberd_stun",
            use_turn: true,
            turn_ipv4_address: turn.address,
            turn_min_port: turn.firstPort,
            turn_max_port: turn.lastPort,
        },
    ];
}

function administratorsOf({ administrators, firstAdministrator }: EjabberdSettings): string[] {
    return [...new Set([...administrators, ...(firstAdministrator === undefined ? [] : [firstAdministrator])])];
}

function accessRules(settings: EjabberdSettings): YamlMap {
    const admin = administratorsOf(settings).length === 0 ? { deny: "all" } : { allow: "admin" };
    return {
        local: { allow: "local" },
        c2s: { deny: "blocked", allow: "all" },
        announce: admin,
        configure: admin,
        muc_create: { allow: "local" },
        pubsub_createnode: { allow: "local" },
    };
}

/**
 * Without mod_register nobody makes an account over the network, whatever the rules say; without mod_http_api and the
 * web administration nobody gives orders over it.
 */
function modules(settings: EjabberdSettings): YamlMap {
    const rooms = { access: "local", access_create: "muc_create", access_persistent: "muc_create" };
    const plain = [
        ...["mod_adhoc", "mod_admin_extra", "mod_avatar", "mod_blocking", "mod_caps", "mod_carboncopy"],
        ...["mod_client_state", "mod_disco", "mod_fail2ban", "mod_last", "mod_offline", "mod_ping", "mod_privacy"],
        ...["mod_private", "mod_push", "mod_push_keepalive", "mod_stream_mgmt", "mod_vcard_xupdate"],
        ...(settings.federation ? ["mod_s2s_bidi", "mod_s2s_dialback"] : []),
        ...(settings.https ? ["mod_bosh"] : []),
        ...(settings.turn === undefined ? [] : ["mod_stun_disco"]),
    ];
    return {
        ...Object.fromEntries(plain.map((name) => [name, {}])),
        mod_announce: { access: "announce" },
        mod_configure: {},
        mod_mam: { assume_mam_usage: true, default: "roster" },
        mod_muc: { ...rooms, access_admin: "none", default_room_options: { mam: true } },
        mod_pubsub: {
            access_createnode: "pubsub_createnode",
            plugins: ["flat", "pep"],
            force_node_config: { "storage:bookmarks": { access_model: "whitelist" } },
        },
        mod_roster: { versioning: true },
        mod_vcard: { search: false },
        ...(settings.https ? uploads(settings) : {}),
    };
}

function uploads({ maxUploadMib, uploadRetentionDays }: EjabberdSettings): YamlMap {
    return {
        mod_http_upload: {
            put_url: "https://@HOST@:5443/upload",
            docroot: uploadFolder,
            max_size: maxUploadMib * 1024 * 1024,
            file_mode: "0640",
            dir_mode: "0750",
            custom_headers: { "Content-Security-Policy": "default-src 'none'; sandbox" },
        },
        mod_http_upload_quota: { max_days: uploadRetentionDays },
    };
}
