import { keysOnly, onePartition } from "./reasons";

const allOfRoot =
    "The account that logs in administers the host, and deliveries need all of root's rights. What it runs is logged.";
const packagesOwn = "The rules of sudo let in its group only. The program stays as its package installs it.";
const umask =
    "New files are the owner's and, to read, the group's (027, CIS13 5.4.3.3), set by pam_umask for every session.";
const otherFile = "It is set, in a file below pwquality.conf.d, which this rule does not read.";
const dropIn = "It is set, in a file below journald.conf.d, which this rule does not read.";
const journal = "The journal keeps the logs on disk, closed from other accounts: CIS13 6.1 asks for it or for rsyslog.";
const notSentAway = "Nothing is sent away unasked: where logs go besides is the owner's choice.";
const forwarding =
    "Container engines switch forwarding on at run time: the firewall's forward chain, which drops, decides.";
const advertisements = "Clouds announce the default route and addresses of IPv6 by router advertisements.";
const stricter = "Ours is stricter than the value that this rule knows.";
const unitsOfOurs = "It runs, by a timer of ours that has another name than this rule expects.";
const newForm =
    "It is recorded, by a rule in the form that has replaced -w (auditctl(8)), which this rule does not read.";
const everyCommand = "Every command that a person runs as root is recorded, whatever its program: CIS13 6.2.3.2 and 6.";
const deliveries =
    "A delivery that installs packages changes thousands of files, which would push out of the log what matters; AIDE reports each.";
const byPeople = "It is recorded where a person does it. Time synchronisation sets the clock all day.";
const openat = "The C library opens files by openat, whose refusals are recorded; not every processor has this call.";
const timers = "What runs by the clock runs by timers of systemd. cron is not needed, and not installed.";
const oneClock =
    "The clock is kept by systemd-timesyncd, or by chrony where the settings ask for NTS: CIS13 2.3 asks for either.";

const backupOfPasswords =
    "It is as Debian makes it, for root and the group shadow alone (0640), as CIS13 7.1.6 and 8 ask; this rule wants less.";

function each(rules: readonly string[], reason: string): Readonly<Record<string, string>> {
    return Object.fromEntries(rules.map((rule) => [rule, reason]));
}

const named = (prefix: string, ends: readonly string[]) => ends.map((end) => `${prefix}${end}`);

const passwords: Readonly<Record<string, string>> = {
    ...each(
        named("accounts_password_pam_pwhistory_", ["enabled", "enforce_root", "remember", "use_authtok"]),
        keysOnly,
    ),
    ...each(
        named("accounts_passwords_pam_faillock_", ["deny", "deny_root", "enabled", "interval", "unlock_time"]),
        keysOnly,
    ),
    ...each(named("accounts_password_pam_", ["dcredit", "lcredit", "minclass", "ocredit", "ucredit"]), keysOnly),
    ...each(named("accounts_password_pam_", ["dictcheck", "difok", "enforce_root", "maxrepeat"]), otherFile),
    ...each(named("accounts_password_pam_", ["maxsequence", "minlen"]), otherFile),
    accounts_password_pam_enforcing: "It is pwquality's default, which nothing changes.",
    accounts_password_pam_unix_remember: keysOnly,
    accounts_password_set_max_life_root: keysOnly,
    accounts_password_pam_unix_rounds_password_auth: keysOnly,
    no_empty_passwords_unix: "No account has an empty password, which our own checks look for, and sshd takes none.",
    no_direct_root_logins: "Root's password is locked. Nothing in Debian 13 reads /etc/securetty any more.",
};

const files: Readonly<Record<string, string>> = {
    ...each(named("partition_for_", ["boot", "opt", "srv", "usr", "var", "var_log_audit"]), onePartition),
    ...each(
        named("mount_option_dev_shm_", ["nodev", "noexec", "nosuid"]),
        "It has this option, without a line in fstab.",
    ),
    ...each(named("file_permissions_backup_etc_", ["gshadow", "shadow"]), backupOfPasswords),
    file_groupowner_backup_etc_gshadow: backupOfPasswords,
    permissions_local_var_log: "What dpkg and its like log for everybody is what every account may ask them.",
    mount_option_home_noexec: "Administrators run their scripts from their homes, which are nosuid and nodev.",
    file_permission_user_init_files: "Each home is its owner's alone (0700): nobody reaches the files in it.",
    accounts_umask_etc_bashrc: umask,
    accounts_umask_etc_profile: umask,
};

const administration: Readonly<Record<string, string>> = {
    sudo_add_ignore_dot: "The path of sudo is set (secure_path), and has no current folder in it.",
    sudo_add_noexec: "Package managers and editors, what administrators run, start other programs.",
    sudo_add_requiretty: "Deliveries have no terminal.",
    sudo_add_umask: "What the account's own umask (027) takes away, sudo does not give back: sudoers(5), umask.",
    sudoers_explicit_command_args: allOfRoot,
    sudoers_no_root_target: allOfRoot,
    file_permissions_sudo: packagesOwn,
    sudo_dedicated_group: packagesOwn,
    ensure_pam_wheel_group_empty: "Only administrators may try su, and no account that it leads to has a password.",
    use_pam_wheel_group_for_su: "It is on, for the group sudo: only administrators may try su.",
    accounts_tmout: "It is 15 minutes for interactive shells, in words that this rule does not read (profile.d).",
    sshd_set_keepalive:
        "Two missed answers end a connection, after four minutes: CIS13 5.1.7 asks for a number above 0.",
    sshd_set_idle_timeout: "It is two minutes. This rule also wants a single missed answer to end a connection.",
    sshd_set_loglevel_info: "It is VERBOSE, which CIS13 5.1.15 allows too: it names the key of each login.",
    sshd_use_strong_kex:
        "Only key exchange that quantum computers do not break is offered, which this rule's list lacks.",
};

const system: Readonly<Record<string, string>> = {
    package_pam_apparmor_installed:
        "Logins of administrators are not confined; services are, by systemd and by their profiles.",
    "package_apparmor-utils_installed": "These tools write profiles. Those that are enforced come with their packages.",
    grub2_enable_apparmor: "Debian's kernel has AppArmor on without an argument.",
    package_ufw_installed: "The firewall is nftables, without a second program that writes its rules: CIS13 4.1.1.",
    aide_periodic_checking_systemd_timer: unitsOfOurs,
    aide_build_database:
        "The baseline is made after the first delivery, by a unit of ours, once nothing changes any more.",
    ...each(["package_cron_installed", "service_cron_enabled"], timers),
    ensure_logrotate_activated: "It runs by logrotate.timer; this rule looks for cron.",
    ...each(["package_chrony_installed", "service_chronyd_or_ntpd_enabled"], oneClock),
    service_timesyncd_configured: "Debian's pool is built in, and the network may name a nearer server.",
    postfix_client_configure_mail_alias: "Nothing mails root: notices go by `notify`.",
    ...each(["package_rsyslog_installed", "service_rsyslog_enabled", "rsyslog_filecreatemode"], journal),
    ...each(["journald_forward_to_syslog", "journald_disable_forward_to_syslog"], journal),
    ...each(["journald_compress", "journald_storage"], dropIn),
    ...each(["package_systemd-journal-remote_installed", "systemd_journal_upload_server_tls"], notSentAway),
    ...each(["systemd_journal_upload_url", "package_rsyslog-gnutls_installed"], notSentAway),
    ...each(["rsyslog_remote_loghost", "rsyslog_remote_tls", "rsyslog_remote_tls_cacert"], notSentAway),
};

const kernel: Readonly<Record<string, string>> = {
    disable_users_coredumps:
        "Ours is read after Debian's own file, which leaves it open, and which this rule reads too.",
    sysctl_kernel_modules_disabled: "The firewall loads modules when its rules change, and updates bring new ones.",
    ...each(
        named("sysctl_kernel_perf_", ["cpu_time_max_percent", "event_max_sample_rate"]),
        "Performance events are root's alone (perf_event_paranoid), and the kernel changes these numbers by itself.",
    ),
    sysctl_kernel_pid_max:
        "Debian's systemd raises it on purpose: the larger it is, the later a number means another process.",
    ...each(["sysctl_kernel_yama_ptrace_scope", "sysctl_kernel_perf_event_paranoid"], stricter),
    sysctl_net_ipv4_ip_forward: forwarding,
    ...each(named("sysctl_net_ipv4_conf_", ["all_forwarding", "default_forwarding"]), forwarding),
    ...each(named("sysctl_net_ipv6_conf_", ["all_forwarding", "default_forwarding"]), forwarding),
    ...each(
        ["all", "default"].flatMap((which) =>
            named(`sysctl_net_ipv6_conf_${which}_`, [
                ...["accept_ra", "accept_ra_defrtr", "accept_ra_pinfo", "accept_ra_rtr_pref"],
                ...["autoconf", "max_addresses", "router_solicitations"],
            ]),
        ),
        advertisements,
    ),
    ...each(
        named("sysctl_net_ipv4_conf_all_", ["arp_filter", "arp_ignore"]),
        "A cloud's gateway lies outside of a /32 address, and would get no answer.",
    ),
    sysctl_net_ipv4_conf_all_drop_gratuitous_arp: "A gateway that fails over announces itself that way.",
    sysctl_net_ipv4_ip_local_port_range: "Debian's range is kept: some more ports protect nothing.",
    sysctl_reapply_after_network:
        "They are applied to each interface that comes, by udev (systemd's 99-systemd.rules).",
};

const watched = ["group", "gshadow", "opasswd", "passwd", "shadow"];
const attributes = ["fremovexattr", "fsetxattr", "lremovexattr", "lsetxattr", "removexattr", "setxattr"];

const auditRules: Readonly<Record<string, string>> = {
    audit_rules_immutable: "It is a setting (logging.audit.immutable), off by default: a change would need a restart.",
    ...each(named("audit_rules_usergroup_modification_", watched), newForm),
    ...each(named("audit_rules_session_events_", ["btmp", "utmp", "wtmp"]), newForm),
    ...each(["audit_rules_networkconfig_modification", "audit_rules_sysadmin_actions"], newForm),
    ...each(named("audit_rules_time_", ["adjtimex", "clock_settime", "stime"]), byPeople),
    audit_rules_time_watch_localtime: newForm,
    audit_sudo_log_events: everyCommand,
    audit_rules_privileged_commands: everyCommand,
    ...each(named("audit_rules_privileged_commands_", ["insmod", "kmod", "modprobe", "rmmod", "sudo"]), everyCommand),
    ...each(named("audit_rules_dac_modification_", ["chmod", "chown", "fchmod", "fchmodat", "fchown"]), deliveries),
    ...each(named("audit_rules_dac_modification_", ["fchownat", "lchown", ...attributes]), deliveries),
    ...each(
        named("audit_rules_file_deletion_events_", ["rename", "renameat", "rmdir", "unlink", "unlinkat"]),
        deliveries,
    ),
    ...each(named("audit_rules_unsuccessful_file_modification_", ["creat", "open"]), openat),
    ...each(
        named("audit_rules_login_events_", ["faillock", "lastlog"]),
        "Logins are recorded in wtmp and btmp, which are watched.",
    ),
};

/** By the rule of ComplianceAsCode's content. */
export const openscap: Readonly<Record<string, string>> = {
    ...passwords,
    ...files,
    ...administration,
    ...system,
    ...kernel,
    ...auditRules,
};
