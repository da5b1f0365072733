import { renderKeyValues } from "../../formats/key-value";
import type { KeyValueSetting } from "../../formats/key-value";
import { deliveriesPerUser } from "./dovecot-conf";
import * as paths from "./paths";
import type { MailSettings } from "./settings";

const setting = (key: string, value: string | number, why?: string): KeyValueSetting =>
    why === undefined ? { key, value } : { key, value, why };

/** The whole of main.cf: postconf(5). */
export function mainCf(settings: MailSettings): string {
    return renderKeyValues([
        ...identity(settings),
        ...(settings.mode === "outbound" ? outbound : receiving(settings)),
        ...limits(settings),
        ...(settings.mode === "outbound" ? [] : tlsOfClients),
        ...sending(settings),
        ...filter,
    ]);
}

function identity({ hostName }: MailSettings): KeyValueSetting[] {
    return [
        setting("compatibility_level", "3.9"),
        setting("myhostname", hostName),
        setting("myorigin", "$myhostname"),
        setting("smtpd_banner", "$myhostname ESMTP", "No versions for strangers."),
        setting("inet_protocols", "all"),
        setting("append_dot_mydomain", "no"),
        setting("biff", "no"),
        setting("recipient_delimiter", "+"),
        setting("mydestination", "", "No account of the host gets mail: all addresses are virtual."),
        setting("local_transport", "error:there are no local mailboxes"),
        setting("alias_maps", ""),
        setting("alias_database", ""),
        setting("virtual_alias_maps", `texthash:${paths.map("aliases")}`),
        setting("authorized_submit_users", `root, ${paths.vmail}`, "Others must log in, or have no reason to send."),
        setting("disable_vrfy_command", "yes", "Nobody tries out which addresses there are."),
        setting("smtpd_helo_required", "yes"),
        setting("smtpd_forbid_bare_newline", "normalize", "SMTP smuggling, CVE-2023-51764."),
        setting("smtpd_data_restrictions", "reject_unauth_pipelining"),
    ];
}

/** Programs of this host may send, by addresses of its domains. */
const outbound: readonly KeyValueSetting[] = [
    setting("inet_interfaces", "loopback-only", "Receives nothing of the world."),
    setting("mynetworks", "127.0.0.0/8 [::1]/128"),
    setting("smtpd_relay_restrictions", "permit_mynetworks, reject"),
    setting("smtpd_sender_restrictions", `check_sender_access texthash:${paths.map("senders")}, reject`),
    setting("smtpd_recipient_restrictions", "permit_mynetworks, reject"),
    setting("smtpd_tls_security_level", "none", "On the loopback interface only."),
];

function receiving({ domains, blocklists }: MailSettings): KeyValueSetting[] {
    const lists = blocklists.map(({ zone, answers }) => `reject_rbl_client ${zone}=${answers}`);
    return [
        setting("inet_interfaces", "all"),
        setting(
            "mynetworks",
            "127.0.0.1/32",
            "No address is trusted: not even a program of this host sends without a login.",
        ),
        setting("virtual_mailbox_domains", Object.keys(domains).sort().join(" ")),
        setting("virtual_mailbox_maps", `texthash:${paths.map("mailboxes")}`),
        ...toMailboxes,
        setting("smtpd_tls_security_level", "may", "Of servers; RFC 7435: better than none, and not all of them can."),
        setting("smtpd_sasl_type", "dovecot"),
        setting("smtpd_sasl_path", "private/auth"),
        setting("smtpd_sasl_security_options", "noanonymous"),
        setting("smtpd_sasl_auth_enable", "no", "Logins on the ports of master.cf that say so; not on 25."),
        setting("smtpd_sender_login_maps", `texthash:${paths.map("senders")}`),
        setting("smtpd_relay_restrictions", "reject_unauth_destination", "No open relay, whatever else is set."),
        setting("smtpd_helo_restrictions", "reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname"),
        setting(
            "smtpd_sender_restrictions",
            `reject_non_fqdn_sender, reject_unknown_sender_domain, check_sender_access texthash:${paths.map("own-senders")}`,
            "The last one: no stranger sends by an address of these mailboxes.",
        ),
        setting(
            "smtpd_recipient_restrictions",
            [
                "reject_non_fqdn_recipient",
                "reject_unlisted_recipient",
                ...lists,
                "check_policy_service unix:private/quota-status",
            ].join(", "),
            "A full mailbox refuses: a bounce afterwards would go to whoever was forged.",
        ),
    ];
}

const toMailboxes: readonly KeyValueSetting[] = [
    setting("virtual_transport", "lmtp:unix:private/dovecot-lmtp"),
    setting(
        "lmtp_destination_concurrency_limit",
        deliveriesPerUser,
        "As many as Dovecot takes for one user: what is beyond it would wait for minutes.",
    ),
];

function limits({ limits: given }: MailSettings): KeyValueSetting[] {
    return [
        setting("smtpd_client_connection_count_limit", given.connectionsPerSource),
        setting("smtpd_client_auth_rate_limit", given.loginsPerMinute),
        setting("smtpd_client_event_limit_exceptions", "", "By default it lets off the host's own addresses."),
        setting("anvil_rate_time_unit", "60s"),
        setting("smtpd_recipient_limit", given.recipientsPerMessage),
        setting("message_size_limit", given.messageMib * 1024 * 1024),
        setting("mailbox_size_limit", 0, "Dovecot has quotas."),
        setting("virtual_mailbox_limit", 0),
    ];
}

/** RFC 9325, 3.1.1 and 4.2: TLS 1.2 or later, with forward secrecy and authenticated encryption where it is required. */
const tlsOfClients: readonly KeyValueSetting[] = [
    setting("smtpd_tls_chain_files", `${paths.key}, ${paths.chain}`),
    setting("smtpd_tls_auth_only", "yes", "No password in plain text, whatever a client says."),
    setting("smtpd_tls_protocols", ">=TLSv1.2"),
    setting("smtpd_tls_mandatory_protocols", ">=TLSv1.2"),
    setting("smtpd_tls_mandatory_ciphers", "high"),
    setting("smtpd_tls_loglevel", 1),
    setting("smtpd_tls_received_header", "yes"),
    setting("tls_high_cipherlist", "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL"),
    setting("tls_preempt_cipherlist", "yes"),
    setting("tls_ssl_options", "NO_COMPRESSION, NO_RENEGOTIATION"),
];

function sending({ relay }: MailSettings): KeyValueSetting[] {
    const common = [
        setting("smtp_tls_mandatory_protocols", ">=TLSv1.2"),
        setting("smtp_tls_loglevel", 1),
        setting("smtp_tls_session_cache_database", ""),
    ];
    if (relay === undefined) {
        return [
            setting("relayhost", ""),
            setting(
                "smtp_tls_security_level",
                "dane",
                "Verified where the other's DNS says how (RFC 7672), else if it can.",
            ),
            setting("smtp_dns_support_level", "dnssec"),
            setting("smtp_tls_CAfile", "/etc/ssl/certs/ca-certificates.crt"),
            ...common,
        ];
    }
    return [
        setting("relayhost", relayAddress(relay)),
        setting("smtp_tls_security_level", "secure", "Its certificate must be valid: it gets a password."),
        setting("smtp_tls_secure_cert_match", relay.server),
        setting("smtp_tls_wrappermode", relay.port === 465 ? "yes" : "no"),
        setting(
            "smtp_tls_CAfile",
            relay.caCertificates.length === 0 ? "/etc/ssl/certs/ca-certificates.crt" : paths.relayRoots,
        ),
        ...(relay.user === undefined
            ? []
            : [
                  setting("smtp_sasl_auth_enable", "yes"),
                  setting("smtp_sasl_security_options", "noanonymous"),
                  setting("smtp_sasl_password_maps", `texthash:${paths.relayLogin}`),
              ]),
        ...common,
    ];
}

/** As Postfix names a server whose MX records are not asked for. */
export function relayAddress({ server, port }: NonNullable<MailSettings["relay"]>): string {
    return `[${server}]:${port}`;
}

const filter: readonly KeyValueSetting[] = [
    setting("smtpd_milters", `unix:${paths.milterSocket}`),
    setting("non_smtpd_milters", "$smtpd_milters"),
    setting("milter_default_action", "tempfail", "Without its filter it takes nothing: senders try again."),
];
