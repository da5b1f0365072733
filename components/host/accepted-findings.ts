/** A finding of an audit that is left as it is, and why. */
export interface AcceptedFinding {
    /** Who finds it: the id of an examination, `lynis` for example. */
    readonly examination: string;
    /** What it is called there. */
    readonly rule: string;
    readonly reason: string;
}

const keysOnly = "No account has a password that could be guessed, aged or used again: logins take keys only.";
const onePartition =
    "Cloud machines come with one file system. /tmp, /var/tmp, /var/log and /home have their mount options without a partition.";
const allOfRoot =
    "The account that logs in administers the host, and deliveries need all of root's rights. What it runs is logged.";
const packagesOwn = "The rules of sudo let in its group only. The program stays as its package installs it.";
const umask =
    "New files are the owner's and, to read, the group's (027, CIS13 5.4.3.3), set by pam_umask for every session.";

const lynis: Readonly<Record<string, string>> = {
    LYNIS: "The distribution's own version is used, which gets its security updates; a newer one would not.",
    "DEB-0280": "Folders for temporary files are private per service (PrivateTmp); people log in to administer.",
    "DEB-0810": "Updates install by themselves: nobody reads a list of bugs before.",
    "DEB-0811": "Updates install by themselves: nobody reads a list of changes before.",
    "DEB-0880": "Logins take keys only, sshd makes sources wait that fail, and the firewall limits new connections.",
    "BOOT-5264":
        "Every unit of ours is measured (sandboxes of services); those of the distribution are its packagers' work.",
    "AUTH-9284": keysOnly,
    "FILE-6310": onePartition,
    "NAME-4028": "A host needs no domain name of its own.",
    "PKGS-7370": "AIDE compares every program with its baseline each day.",
    "PKGS-7394": "Pending updates are listed by this audit.",
    "SSH-7408": "Ten sessions over one connection, as CIS13 5.1.18 allows: deliveries and administrators share theirs.",
    "LOGG-2154": "Nothing is sent away unasked: where logs go besides is the owner's choice.",
    "ACCT-9626": "Statistics of load protect nothing. Programs that ran are accounted for, and auditd records.",
    "TOOL-5002": "What automates runs on the deploying computer: nothing of it is on the host.",
    "HRDN-7230": "Scanners for known malware miss what is new. AIDE compares every file with its baseline each day.",
};

const openscap: Readonly<Record<string, string>> = {
    accounts_password_pam_unix_remember: keysOnly,
    accounts_passwords_pam_faillock_deny: keysOnly,
    accounts_passwords_pam_faillock_interval: keysOnly,
    accounts_passwords_pam_faillock_unlock_time: keysOnly,
    accounts_password_pam_dcredit: keysOnly,
    accounts_password_pam_lcredit: keysOnly,
    accounts_password_pam_minclass: keysOnly,
    accounts_password_pam_minlen: "It is set, in a file below pwquality.conf.d, which this rule does not read.",
    accounts_password_pam_ocredit: keysOnly,
    accounts_password_pam_ucredit: keysOnly,
    accounts_password_set_max_life_root: keysOnly,
    accounts_password_pam_unix_rounds_password_auth: keysOnly,
    partition_for_boot: onePartition,
    partition_for_opt: onePartition,
    partition_for_srv: onePartition,
    partition_for_usr: onePartition,
    partition_for_var: onePartition,
    partition_for_var_log_audit: onePartition,
    mount_option_home_noexec: "Administrators run their scripts from their homes, which are nosuid and nodev.",
    sudo_add_ignore_dot: "The path of sudo is set (secure_path), and has no current folder in it.",
    sudo_add_noexec: "Package managers and editors, what administrators run, start other programs.",
    sudo_add_requiretty: "Deliveries have no terminal.",
    sudo_add_umask: "What the account's own umask (027) takes away, sudo does not give back: sudoers(5), umask.",
    sudoers_explicit_command_args: allOfRoot,
    sudoers_no_root_target: allOfRoot,
    file_permissions_sudo: packagesOwn,
    sudo_dedicated_group: packagesOwn,
    file_permission_user_init_files: "Each home is its owner's alone (0700): nobody reaches the files in it.",
    accounts_umask_etc_bashrc: umask,
    accounts_umask_etc_profile: umask,
    package_pam_apparmor_installed:
        "Logins of administrators are not confined; services are, by systemd and by their profiles.",
    grub2_enable_apparmor: "Debian's kernel has AppArmor on without an argument.",
};

function accepted(examination: string, reasons: Readonly<Record<string, string>>): readonly AcceptedFinding[] {
    return Object.entries(reasons).map(([rule, reason]) => ({ examination, rule, reason }));
}

/** What is accepted on every host. A finding that is not here is open. */
export const acceptedFindings: readonly AcceptedFinding[] = [
    ...accepted("lynis", lynis),
    ...accepted("openscap", openscap),
];
