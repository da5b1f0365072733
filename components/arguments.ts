// Generated from the schemas that check the settings: `npm run accept` renews this file.
/* eslint-disable max-lines -- one interface for each part of the settings */

/** Writes the TXT records `_acme-challenge.<name>` of these names, for ACME (DNS-01), and no others. */
export interface AwsPermissionsDns01Args {
    /** Hosted zone of the names. */
    zoneId: string;
    /** Domain names that certificates are asked for, without `_acme-challenge`. */
    names: string[];
}

/**
 * Reads and adds backups there, and deletes nothing but the locks of restic. It can write over what is there: turn the
 * bucket's versioning on.
 */
export interface AwsPermissionsBackupsArgs {
    /** Bucket, which is there already. */
    bucket: string;
    /** Folder in the bucket for this host alone, ending in `/`. */
    prefix: string;
}

/** Role of the host in AWS. Without this it has none. */
export interface AwsPermissionsArgs {
    /** Writes the TXT records `_acme-challenge.<name>` of these names, for ACME (DNS-01), and no others. */
    dns01?: AwsPermissionsDns01Args | undefined;
    /**
     * Reads and adds backups there, and deletes nothing but the locks of restic. It can write over what is there: turn
     * the bucket's versioning on.
     */
    backups?: AwsPermissionsBackupsArgs | undefined;
}

/**
 * A disk that outlives the machine, encrypted. It is attached, not mounted. It needs `subnetId`: a disk stays in one
 * zone.
 */
export interface AwsDataVolumeArgs {
    /** Size in gibibytes, 1 to 16384. It can grow, and never shrink. */
    sizeGib: number;
}

export interface AwsArgs {
    /** Region, such as `eu-central-1`. Fixed once the machine is made. */
    region: string;
    /**
     * Instance type, such as `t4g.small`; x86 or arm, and the image with it. A change restarts the machine, and must
     * keep the architecture.
     */
    instanceType: string;
    /**
     * Image to boot instead of the distributor's newest. It must be of `host.distribution`, with cloud-init. Read when
     * the machine is made.
     */
    image?: string | undefined;
    /** Public subnet. Default: one of the default VPC. Read when the machine is made. */
    subnetId?: string | undefined;
    /**
     * Gives the machine an IPv6 address. Its subnet must have a range of them. Read when the machine is made. @default
     * false
     */
    ipv6?: boolean | undefined;
    /** Size of the encrypted root disk in gibibytes, 8 to 16384. It can grow, and never shrink. @default 20 */
    diskGib?: number | undefined;
    /** Customer's key for the disks. Default: AWS's own for EBS. Read when the machine is made. */
    kmsKeyId?: string | undefined;
    /** CloudWatch figures every minute. It costs extra. @default false */
    monitoring?: boolean | undefined;
    /** Role of the host in AWS. Without this it has none. */
    permissions?: AwsPermissionsArgs | undefined;
    /**
     * A disk that outlives the machine, encrypted. It is attached, not mounted. It needs `subnetId`: a disk stays in
     * one zone.
     */
    dataVolume?: AwsDataVolumeArgs | undefined;
    /**
     * Nobody deletes the address and the data volume by mistake: Pulumi refuses, and so does the cloud where it can.
     * Before `destroy`, set it to false and run `up` once. @default true
     */
    protect?: boolean | undefined;
    /**
     * The cloud refuses to delete the machine, in its console too. Before the machine is to be replaced or destroyed,
     * set it to false and run `up` once. @default false
     */
    protectMachine?: boolean | undefined;
    /**
     * Lets a change of what a machine is born with (place, image, network, first-boot text) replace the machine.
     * Everything on its disk is then lost. Without it such a change is ignored, or refused with the reason. Set it for
     * the one change, and take it away again. @default false
     */
    replaceOnChange?: boolean | undefined;
}

/** A disk that outlives the machine, encrypted by DigitalOcean. It is attached, not mounted. */
export interface DigitaloceanDataVolumeArgs {
    /** Size in gibibytes, 1 to 16384. It can grow, and never shrink. */
    sizeGib: number;
}

export interface DigitaloceanArgs {
    /** Region, such as `fra1`. Fixed once the machine is made. */
    region: string;
    /** Size of the Droplet, such as `s-1vcpu-2gb`. A change restarts it. The disk can grow only. */
    size: string;
    /**
     * Image to boot instead of DigitalOcean's own of the distribution: a name or number. It must be of
     * `host.distribution`, with cloud-init. Read when the machine is made.
     */
    image?: string | undefined;
    /**
     * SSH keys of the account. They open nothing on the host: given any, DigitalOcean makes no root password and sends
     * no mail with it. Read when the machine is made. @default []
     */
    sshKeys?: string[] | undefined;
    /** Private network. Default: that of the region. Read when the machine is made. */
    vpc?: string | undefined;
    /** Project that lists the machine, its address and its volume. Default: the account's default one. */
    project?: string | undefined;
    /**
     * DigitalOcean's metrics agent. It runs as root on the host, and needs a way out: `host.egress.allowed`. Read when
     * the machine is made. @default false
     */
    monitoring?: boolean | undefined;
    /** Weekly copies of the disk, made by DigitalOcean. @default false */
    backups?: boolean | undefined;
    /** A disk that outlives the machine, encrypted by DigitalOcean. It is attached, not mounted. */
    dataVolume?: DigitaloceanDataVolumeArgs | undefined;
    /**
     * Nobody deletes the address and the data volume by mistake: Pulumi refuses, and so does the cloud where it can.
     * Before `destroy`, set it to false and run `up` once. @default true
     */
    protect?: boolean | undefined;
    /**
     * Lets a change of what a machine is born with (place, image, network, first-boot text) replace the machine.
     * Everything on its disk is then lost. Without it such a change is ignored, or refused with the reason. Set it for
     * the one change, and take it away again. @default false
     */
    replaceOnChange?: boolean | undefined;
}

export interface ExistingArgs {
    /** Name or address at which the server answers. */
    address: string;
    /** Port of its SSH server before the first delivery, which moves it to `ssh.port`. @default 22 */
    port?: number | undefined;
    /**
     * Account for the first delivery: root, or one that may become root by sudo without a password. Later ones log in
     * as `login.user`. @default "root"
     */
    user?: string | undefined;
    /** Private key file on this computer for the first delivery. Default: `login.identityFile`. */
    identityFile?: string | undefined;
    /**
     * Public host key of the server: a copy of its `/etc/ssh/ssh_host_ed25519_key.pub`. It, or `acceptHostKey`, is
     * needed.
     */
    hostKey?: string | undefined;
    /**
     * Fingerprint of that key, instead: the first `up` shows it. Compare it on the server's console with `ssh-keygen
     * -lf /etc/ssh/ssh_host_ed25519_key.pub`, then write it here.
     */
    acceptHostKey?: string | undefined;
}

/**
 * A disk that outlives the machine. It is attached, not mounted. Hetzner does not encrypt it: that is the host's to do.
 */
export interface HetznerDataVolumeArgs {
    /** Size in gibibytes, 10 to 10240. It can grow, and never shrink. */
    sizeGib: number;
}

export interface HetznerArgs {
    /** Location, such as `fsn1`. Fixed once the machine is made. */
    location: string;
    /** Server type, such as `cx23`. A change restarts it, and must keep the architecture. */
    serverType: string;
    /**
     * Image to boot instead of Hetzner's own of the distribution: a name or number. It must be of `host.distribution`,
     * with cloud-init. Read when the machine is made.
     */
    image?: string | undefined;
    /**
     * SSH keys of the project. They open nothing on the host: given any, Hetzner makes no root password and sends no
     * mail with it. Read when the machine is made. @default []
     */
    sshKeys?: string[] | undefined;
    /** Daily copies of the disk, made by Hetzner. @default false */
    backups?: boolean | undefined;
    /**
     * A disk that outlives the machine. It is attached, not mounted. Hetzner does not encrypt it: that is the host's to
     * do.
     */
    dataVolume?: HetznerDataVolumeArgs | undefined;
    /**
     * Nobody deletes the address and the data volume by mistake: Pulumi refuses, and so does the cloud where it can.
     * Before `destroy`, set it to false and run `up` once. @default true
     */
    protect?: boolean | undefined;
    /**
     * The cloud refuses to delete the machine, in its console too. Before the machine is to be replaced or destroyed,
     * set it to false and run `up` once. @default false
     */
    protectMachine?: boolean | undefined;
    /**
     * Lets a change of what a machine is born with (place, image, network, first-boot text) replace the machine.
     * Everything on its disk is then lost. Without it such a change is ignored, or refused with the reason. Set it for
     * the one change, and take it away again. @default false
     */
    replaceOnChange?: boolean | undefined;
}

/**
 * Second network interface on a network segment of your own, for reaching the machine from others than this computer.
 */
export interface LocalSegmentArgs {
    /** Existing tap interface of this computer, joined to the segment. */
    tap: string;
    /** Address of the machine on the segment, with its prefix length. */
    ipv4Cidr: string;
    /** IPv6 address of the machine on the segment, with its prefix length. */
    ipv6Cidr: string;
}

export interface LocalArgs {
    /** Memory in mebibytes, 512 to 65536. @default 2048 */
    memoryMib?: number | undefined;
    /** Virtual processors, 1 to 64. @default 2 */
    cpus?: number | undefined;
    /** Size of the disk in gibibytes, 4 to 1024. It takes no more room than is written to it. @default 8 */
    diskGib?: number | undefined;
    /**
     * Second network interface on a network segment of your own, for reaching the machine from others than this
     * computer.
     */
    segment?: LocalSegmentArgs | undefined;
}

/** Where a host runs: exactly one cloud, with its own settings. */
export interface CloudArgs {
    aws?: AwsArgs | undefined;
    digitalocean?: DigitaloceanArgs | undefined;
    existing?: ExistingArgs | undefined;
    hetzner?: HetznerArgs | undefined;
    local?: LocalArgs | undefined;
}

/** Names of a host in DNS. */
export interface DnsArgs {
    /** Who serves the zone. It need not be the machine's cloud. */
    provider: "cloudflare" | "digitalocean" | "hetzner" | "route53";
    /** Domain that the provider serves, and that is there already. */
    zone: string;
    /**
     * Names below the zone, without it; `@` is the zone itself. The first is also what the addresses answer to.
     * Default: the host's name.
     */
    names?: string[] | undefined;
    /** Seconds for which others may remember the records, 60 to 86400. @default 3600 */
    ttlSeconds?: number | undefined;
    /**
     * Certificate authorities that may issue for the names (CAA, RFC 8659), such as `letsencrypt.org`. Empty: no such
     * record, so that any may. A host with `tls` keeps the line that lets only its own account in, and only by DNS-01
     * (RFC 8657), in /var/lib/hardened-host-acme/caa-issuer. @default []
     */
    certificateIssuers?: string[] | undefined;
    /** Lets them issue for `*.<name>` too. Needed where `tls` has one of the names as its domain. @default false */
    wildcardCertificates?: boolean | undefined;
    /**
     * Makes the records that apps of the host want, such as those of `mail`, where they are of this zone. At Hetzner
     * and Route 53 they stand alone: a text that others have put under the same name would be in their way. @default
     * true
     */
    records?: boolean | undefined;
    /**
     * Makes the addresses answer to the first name, where the machine's cloud can: AWS (IPv4) and Hetzner. @default
     * true
     */
    reverse?: boolean | undefined;
}

export interface AccountsPeopleArgs {
    /** Keys that open it. */
    authorizedKeys: string[];
    /** May become root with sudo. @default false */
    administrator?: boolean | undefined;
    /** Login shell. @default "/bin/bash" */
    shell?: "/bin/bash" | "/bin/sh" | undefined;
}

export interface AccountsArgs {
    /** Login accounts besides the one that deliveries use, by name. @default {} */
    people?: Record<string, AccountsPeopleArgs> | undefined;
    /** Minutes without input after which an interactive shell ends. @default 15 */
    idleTimeoutMinutes?: number | undefined;
    /** Characters that a local password must have. No password opens a login by SSH. @default 14 */
    passwordMinLength?: number | undefined;
    /** Days until a password must be changed. Login accounts have none, and are exempt. @default 365 */
    passwordMaxAgeDays?: number | undefined;
}

export interface EgressAllowedArgs {
    /** What it is for; stands as a comment in the firewall and in previews. */
    purpose: string;
    /** Accounts whose processes may go there; `root` is one like any other. */
    accounts: string[];
    /** Transport protocol. @default "tcp" */
    protocol?: "tcp" | "udp" | undefined;
    /** Ports, or ranges such as `49152-65535`. */
    ports: (number | string)[];
    /**
     * Host names, addresses and address ranges; or `public` for every address that is neither private nor special, or
     * `anywhere`.
     */
    to: "public" | "anywhere" | string[];
}

export interface EgressArgs {
    /**
     * `closed`: programs of the host reach what its parts ask for, each from its own account, and nothing else.
     * `reported`: everything but the cloud's metadata service, and the journal has what would be refused. `open`: the
     * same, without a word. @default "closed"
     */
    policy?: "closed" | "reported" | "open" | undefined;
    /**
     * Ways out besides those that the parts of the host ask for themselves, where all others are closed. @default []
     */
    allowed?: EgressAllowedArgs[] | undefined;
    /**
     * Private ranges into which host names may lead: a mirror or a backup server in a network of your own. Everywhere
     * else a name that turns out to be private leads nowhere. @default []
     */
    allowedPrivateRanges?: string[] | undefined;
    /** Writes refused connections with their account to the journal, at most ten in a minute. @default true */
    logDropped?: boolean | undefined;
}

/** New connections accepted from one IPv4 address or one IPv6 /64. Default: as many as come. */
export interface FirewallOpeningsRateLimitArgs {
    /** New connections allowed in one go. */
    connections: number;
    /** Seconds in which they are earned back. */
    perSeconds: number;
}

export interface FirewallOpeningsArgs {
    /** Transport protocol. @default "tcp" */
    protocol?: "tcp" | "udp" | undefined;
    /** Port, or the first of a range. */
    port: number;
    /** Last port of a range. Default: only `port`. */
    portEnd?: number | undefined;
    /** What it is for; stands as a comment in the firewall and in previews. */
    purpose: string;
    /** Address ranges allowed in, IPv4 and IPv6. Empty: anywhere. @default [] */
    sources?: string[] | undefined;
    /** New connections accepted from one IPv4 address or one IPv6 /64. Default: as many as come. */
    rateLimit?: FirewallOpeningsRateLimitArgs | undefined;
    /** Connections of one source at once. Default: `firewall.connectionsPerSource`. */
    connectionsPerSource?: number | undefined;
}

export interface FirewallArgs {
    /** Ports that the outside world may reach, besides SSH and those that apps ask for. @default [] */
    openings?: FirewallOpeningsArgs[] | undefined;
    /**
     * Connections that one IPv4 address or one IPv6 /64 may have open at once to one TCP port, where the opening says
     * nothing else; Cloudron's figure. `trustedSources` are exempt. @default 5000
     */
    connectionsPerSource?: number | undefined;
    /** The same for ports of mail: 25, 110, 143, 465, 587, 993, 995 and 4190; Cloudron's figure. @default 50 */
    mailConnectionsPerSource?: number | undefined;
    /** Writes dropped packets to the journal, at most ten in a minute, besides counting them all. @default true */
    logDropped?: boolean | undefined;
}

export interface IntegrityArgs {
    /** Folders to watch besides /boot, /etc, /opt, /root, /usr and the crontabs. @default [] */
    watchedFolders?: string[] | undefined;
    /** Files and folders that change by themselves and are left out. @default [] */
    ignoredPaths?: string[] | undefined;
}

export interface KernelMountsArgs {
    /** /tmp in memory, at most half of it, with noexec, nosuid, nodev. @default true */
    tmp?: boolean | undefined;
    /** /var/tmp with noexec, nosuid, nodev. @default true */
    varTmp?: boolean | undefined;
    /** /dev with noexec, nosuid. Enclaves (Intel SGX) need it executable. @default true */
    dev?: boolean | undefined;
    /** /dev/shm with noexec, nosuid, nodev. @default true */
    devShm?: boolean | undefined;
    /** /var/log with noexec, nosuid, nodev. @default true */
    varLog?: boolean | undefined;
    /** /home with nosuid, nodev. @default true */
    home?: boolean | undefined;
    /**
     * Accounts see their own processes only (hidepid). A monitoring agent that must see all joins the group `proc`.
     * @default true
     */
    hideProcesses?: boolean | undefined;
}

export interface KernelArgs {
    /** Who may attach a debugger to a process: 1 its parent, 2 root, 3 nobody until reboot. @default 2 */
    ptraceScope?: 1 | 2 | 3 | undefined;
    /** Accounts may make user namespaces. Rootless containers and browsers need it. @default false */
    unprivilegedUserNamespaces?: boolean | undefined;
    /** Who may use io_uring: nobody, root, or everybody. Some databases are faster with it. @default "off" */
    ioUring?: "off" | "privileged" | "on" | undefined;
    /** A kernel that met a bug of its own restarts the machine after 10 seconds. @default true */
    rebootOnOops?: boolean | undefined;
    /** Filter of spoofed senders. `loose` for hosts whose answers leave by another interface. @default "strict" */
    reversePath?: "strict" | "loose" | undefined;
    /** USB sticks and disks can be mounted. @default false */
    usbStorage?: boolean | undefined;
    /** Kernel modules taken off the list of blocked ones, for example `sctp` for telephony. @default [] */
    allowedModules?: string[] | undefined;
    mounts?: KernelMountsArgs | undefined;
}

export interface LoggingJournalArgs {
    /** Disk that the journal may take. @default 1024 */
    maxDiskMib?: number | undefined;
    /** Older entries are deleted. @default 90 */
    retentionDays?: number | undefined;
}

export interface LoggingAuditArgs {
    /** Size of one file of the audit log. @default 16 */
    maxFileMib?: number | undefined;
    /** Files kept; the oldest goes first. @default 8 */
    files?: number | undefined;
    /** Rules are locked until reboot, against root as well: changes to them then need a reboot. @default false */
    immutable?: boolean | undefined;
}

export interface LoggingArgs {
    journal?: LoggingJournalArgs | undefined;
    audit?: LoggingAuditArgs | undefined;
    /** A record of every program that ran (lastcomm). @default true */
    processAccounting?: boolean | undefined;
}

export interface MetadataArgs {
    /**
     * Accounts besides root that may read the cloud's metadata service, for example an agent that asks for credentials
     * of the machine's role. They must exist on the host before. @default []
     */
    allowedUsers?: string[] | undefined;
}

export interface MinimalTimeSyncArgs {
    /** Plain NTP by systemd-timesyncd, or NTP with proof of the server (RFC 8915) by chrony. @default "ntp" */
    protocol?: "ntp" | "nts" | undefined;
    /** Time servers. Empty for the distribution's, or three public ones for NTS. @default [] */
    servers?: string[] | undefined;
}

export interface MinimalArgs {
    /**
     * Lines shown before login, on the console and by SSH. Empty for none. @default ["This is a private system. Access
     * is restricted to authorized users, for purposes of its owner only.","All activity is monitored and recorded, and
     * may be used as evidence of a criminal offence.","Unauthorized access is prohibited. Disconnect now if you are not
     * an authorized user."]
     */
    banner?: string[] | undefined;
    /** Packages taken off the list of those that are purged, for example `rpcbind` for NFS. @default [] */
    keepPackages?: string[] | undefined;
    /** Accounts besides root that may have a crontab or use at. @default [] */
    cronUsers?: string[] | undefined;
    timeSync?: MinimalTimeSyncArgs | undefined;
}

/**
 * New connections accepted from one IPv4 address or one IPv6 /64. `trustedSources` are exempt, established connections
 * unaffected. A delivery needs three.
 */
export interface SshRateLimitArgs {
    /** New connections allowed in one go. @default 5 */
    connections?: number | undefined;
    /** Seconds in which they are earned back. @default 10 */
    perSeconds?: number | undefined;
}

/** Logins by short-lived user certificates, besides keys. */
export interface SshUserCaArgs {
    /** Public keys of the authorities whose user certificates are accepted. */
    publicKeys: string[];
    /** For each login account, the principals whose certificates open it. Default: its own name. @default {} */
    principals?: Record<string, string[]> | undefined;
}

export interface SshArgs {
    /**
     * TCP port that sshd listens on. Away from 22, the log shows who means this host and not every scanner; it is no
     * protection by itself. @default 4222
     */
    port?: number | undefined;
    /** Address ranges that may reach the port. Empty: anywhere. Yours must be among them. @default [] */
    sources?: string[] | undefined;
    /**
     * New connections accepted from one IPv4 address or one IPv6 /64. `trustedSources` are exempt, established
     * connections unaffected. A delivery needs three.
     */
    rateLimit?: SshRateLimitArgs | undefined;
    /**
     * Also offers curve25519-sha256, after the post-quantum exchanges, for clients older than OpenSSH 8.5. Default:
     * only on Debian 12 and Ubuntu 24.04, which lack mlkem768x25519-sha256, the one post-quantum exchange of Go's SSH
     * client.
     */
    classicalKeyExchange?: boolean | undefined;
    /** Time to log in before sshd hangs up. @default 30 */
    loginGraceSeconds?: number | undefined;
    /** Keys tried per connection. Raise it for agents that offer more than two before the right one. @default 3 */
    maxAuthTries?: number | undefined;
    /** Sessions in one connection. A delivery multiplexes up to four over its one. @default 4 */
    maxSessions?: number | undefined;
    /** Kinds of forwarding a login may ask for. `local-tcp` makes the host a jump host. @default [] */
    allowedForwarding?: ("agent" | "local-tcp" | "remote-tcp" | "unix-socket")[] | undefined;
    /** Logins by short-lived user certificates, besides keys. */
    userCa?: SshUserCaArgs | undefined;
}

export interface UpdatesWindowArgs {
    /** Days on which the window opens. @default ["Mon","Tue","Wed","Thu","Fri","Sat","Sun"] */
    days?: ("Mon" | "Tue" | "Wed" | "Thu" | "Fri" | "Sat" | "Sun")[] | undefined;
    /** Time of day at which the window opens, in `timezone`. @default "03:30" */
    start?: string | undefined;
    /** Length of the window. Each host acts at a moment in it that is always its own. @default 60 */
    durationMinutes?: number | undefined;
    /** IANA time zone of `start`. @default "UTC" */
    timezone?: string | undefined;
}

export interface UpdatesArgs {
    /**
     * What is installed by itself: security updates, or the release's other corrections as well. @default "security"
     */
    packages?: "security" | "stable" | undefined;
    /**
     * Further sources, as unattended-upgrades matches them, for example `origin=Docker,label=Docker CE`. @default []
     */
    extraOrigins?: string[] | undefined;
    window?: UpdatesWindowArgs | undefined;
    /** Restart the machine in the window when an update asks for it (a new kernel). @default true */
    rebootWhenNeeded?: boolean | undefined;
    /** A host without a successful update for so long is reported as failed. @default 72 */
    staleAfterHours?: number | undefined;
}

/**
 * Where the whole journal is sent as it is written, over mutual TLS: systemd-journal-remote or whatever speaks its
 * protocol. Default: it stays on the host.
 */
export interface ActivitySinkArgs {
    /** Server that takes the journal: the name in its certificate. */
    host: string;
    /** Its port: systemd-journal-remote(8). @default 19532 */
    port?: number | undefined;
    /** Path before `/upload`, where the server has one. @default "" */
    path?: string | undefined;
    /** Certificates that the server's own is checked against, instead of the system's. @default [] */
    caCertificates?: string[] | undefined;
    /** Certificate that the host shows. Its key is the secret `activity-client-key`. */
    clientCertificate: string;
    /** Minutes without a success after which the owner is told. @default 30 */
    staleAfterMinutes?: number | undefined;
}

export interface ActivityArgs {
    /**
     * Where the whole journal is sent as it is written, over mutual TLS: systemd-journal-remote or whatever speaks its
     * protocol. Default: it stays on the host.
     */
    sink?: ActivitySinkArgs | undefined;
    /** Minutes between two seals over what the journal has got since. @default 5 */
    sealEveryMinutes?: number | undefined;
}

export interface BackupRepositoryS3Args {
    /** A bucket of Amazon S3, or of a service that speaks its language. */
    type: "s3";
    /** Host name of the service, always by HTTPS: `fra1.digitaloceanspaces.com`. @default "s3.amazonaws.com" */
    endpoint?: string | undefined;
    /** TCP port. @default 443 */
    port?: number | undefined;
    /** Name of the bucket, made beforehand. */
    bucket: string;
    /** Folder in the bucket. Default: the host's name. */
    prefix?: string | undefined;
    /** Region, where the service asks for it. */
    region?: string | undefined;
    /** Id of the access key, whose secret half is the stack's secret `backup-repository`. */
    accessKeyId: string;
    /** Certificate that signs the server's, in PEM form, where it is one of your own. */
    caCertificate?: string | undefined;
}

export interface BackupRepositorySftpArgs {
    /** A folder of an SSH server; the private key is the stack's secret `backup-repository`. */
    type: "sftp";
    /** Host name or IPv4 address. */
    host: string;
    /** TCP port. @default 22 */
    port?: number | undefined;
    /** Account on the server. */
    user: string;
    /** Folder on the server. */
    path: string;
    /** Public host key of the server, type and base64; no other is believed. */
    hostKey: string;
}

export interface BackupRepositoryRestArgs {
    /**
     * A rest-server, which with `--append-only` lets no host delete; the password is the stack's secret
     * `backup-repository`.
     */
    type: "rest";
    /** Host name or IPv4 address, always by HTTPS. */
    host: string;
    /** TCP port. @default 8000 */
    port?: number | undefined;
    /** Folder on the server. Default: the user's name. */
    path?: string | undefined;
    /** Account on the server. */
    user: string;
    /** Certificate that signs the server's, in PEM form, where it is one of your own. */
    caCertificate?: string | undefined;
}

export interface BackupRepositoryFolderArgs {
    /** A folder of this host, on a disk or volume of its own. */
    type: "folder";
    /** Folder. Once it has been used, an empty one in its place is an error: a volume that is not mounted. */
    path: string;
}

export interface BackupCheckArgs {
    /** When the repository is checked. @default "Sun *-*-* 05:00:00" */
    schedule?: string | undefined;
    /** Each check reads one of so many parts of the stored data, in turn. @default 12 */
    parts?: number | undefined;
    /** Files that each check reads back from the repository and compares with those on disk. @default 20 */
    sampleFiles?: number | undefined;
}

export interface BackupArgs {
    /** Where the backups go. One repository for each host. */
    repository: BackupRepositoryS3Args | BackupRepositorySftpArgs | BackupRepositoryRestArgs | BackupRepositoryFolderArgs;
    /** Files and folders to back up, besides what services and apps ask for. @default [] */
    paths?: string[] | undefined;
    /** Patterns below `paths` that are left out, as restic takes them: `*.log`, `cache`. @default [] */
    exclude?: string[] | undefined;
    /** When it runs, as systemd.time(7) has it. Made up for when the host was off. @default "*-*-* 01:00:00" */
    schedule?: string | undefined;
    /**
     * Each host starts so many minutes later at most, always the same, so that hosts do not all start at once. @default
     * 120
     */
    jitterMinutes?: number | undefined;
    /** How often a run that cannot reach the repository, or finds it locked, is tried. @default 3 */
    attempts?: number | undefined;
    /** Pause between two attempts. @default 15 */
    retryMinutes?: number | undefined;
    /** How long an attempt waits for another's lock. A stale one is removed after half an hour. @default 10 */
    lockWaitMinutes?: number | undefined;
    /** A host without a good snapshot for so long is reported as failed. @default 26 */
    staleAfterHours?: number | undefined;
    /**
     * `npm run backup-prune` forgets snapshots that are older, and nothing else. Junk that somebody adds with the
     * host's credential takes no place of a good snapshot; it must be noticed within this time. @default 90
     */
    keepDays?: number | undefined;
    /** Memory that a run may use. @default 1024 */
    memoryLimitMib?: number | undefined;
    /** Upload limit in KiB a second; 0 is none. @default 0 */
    uploadLimitKibPerSecond?: number | undefined;
    check?: BackupCheckArgs | undefined;
    /**
     * A new host gets its data from this snapshot, `latest` or an id, once, at its first delivery. A host that has been
     * restored, or has made a backup, is never overwritten by it.
     */
    restoreFrom?: string | undefined;
    /**
     * `restore-only` never writes to the repository: for a drill, or a copy beside the living host. @default "backup"
     */
    mode?: "backup" | "restore-only" | undefined;
}

export interface BansArgs {
    /** Failed logins of one source that bring a ban. @default 5 */
    failures?: number | undefined;
    /** Time in which they are counted. @default 10 */
    withinMinutes?: number | undefined;
    /** Length of a source's first ban; each further one is twice as long. @default 10 */
    firstBanMinutes?: number | undefined;
    /** Length that bans grow to. A source is remembered for twice as long. @default 10080 */
    longestBanMinutes?: number | undefined;
    /**
     * Address ranges that are never banned, besides `trustedSources` and the computers that have delivered in the last
     * 30 days. @default []
     */
    exempt?: string[] | undefined;
}

export interface BlocklistsListsArgs {
    /** Text with an address or a range on each line; what follows white space, # or ; is a comment. */
    url: string;
    /** A list with more lines than this is refused as a whole. @default 200000 */
    maxRanges?: number | undefined;
    /**
     * A list that names private or special ranges is refused as a whole, or taken without them. Those of "bogons" want
     * the second. @default "refused"
     */
    privateRanges?: "refused" | "left-out" | undefined;
}

export interface BlocklistsCountriesArgs {
    /** Transport protocol. @default "tcp" */
    protocol?: "tcp" | "udp" | undefined;
    /** Ports of openings of this host. */
    ports: number[];
    /** Countries that reach the ports; no other does, nor an address of no known country. */
    allowed?: string[] | undefined;
    /** Or countries that do not reach them; all others do. */
    denied?: string[] | undefined;
}

export interface BlocklistsArgs {
    /** Address ranges that reach nothing of this host. @default [] */
    denied?: string[] | undefined;
    /**
     * Address ranges that no list and no country rule concerns, as `trustedSources`, and that no list may name.
     * @default []
     */
    allowed?: string[] | undefined;
    /** Lists of sources to deny by a short name, downloaded anew all the time. @default {} */
    lists?: Record<string, BlocklistsListsArgs> | undefined;
    /**
     * Countries that reach, or do not reach, some ports, by the data of Debian's tor-geoipdb. An address says little
     * about where somebody is; it keeps the noise down. @default []
     */
    countries?: BlocklistsCountriesArgs[] | undefined;
    /** Hours between two downloads of the lists. @default 12 */
    refreshHours?: number | undefined;
}

/** Program behind the site, never over a network. */
export interface EdgeSitesUpstreamArgs {
    /** TCP port on 127.0.0.1 where the program takes plain HTTP. */
    loopbackPort?: number | undefined;
    /** Or its Unix socket, which the group www-data must be able to write to. */
    unixSocket?: string | undefined;
}

/** Or a page that says so much and no more. */
export interface EdgeSitesPageArgs {
    /** Heading and title of the page. */
    title: string;
    /** Paragraphs below it, plain text. @default [] */
    lines?: string[] | undefined;
}

/** Where the site differs from the strict default. */
export interface EdgeSitesPolicyArgs {
    /**
     * `uploads`: files that strangers sent. Give them a host name of their own: they are shown in a sandbox, run no
     * script, and get and set no cookie; only GET and HEAD are let through. @default "app"
     */
    serves?: "app" | "uploads" | undefined;
    /**
     * Directives that replace those of the default policy, `default-src 'self'; object-src 'none'; base-uri 'self';
     * form-action 'self'` (for uploads: `default-src 'none'; img-src 'self'; media-src 'self'` and a sandbox). An empty
     * list is `'none'`. @default {}
     */
    contentSecurityPolicy?: Record<string, string[]> | undefined;
    /** Who may show the site in a frame: sets `frame-ancestors` and X-Frame-Options. @default "none" */
    framing?: "none" | "same-origin" | undefined;
    /** What other sites learn of the address that a visitor comes from. @default "same-origin" */
    referrerPolicy?: "no-referrer" | "same-origin" | "strict-origin" | "strict-origin-when-cross-origin" | "no-referrer-when-downgrade" | undefined;
    /** Features of the browser that the site itself may use; frames of others may use none. @default [] */
    allowedFeatures?: ("accelerometer" | "autoplay" | "camera" | "display-capture" | "encrypted-media" | "fullscreen" | "geolocation" | "gyroscope" | "magnetometer" | "microphone" | "midi" | "payment" | "picture-in-picture" | "publickey-credentials-create" | "publickey-credentials-get" | "screen-wake-lock" | "usb" | "web-share" | "xr-spatial-tracking")[] | undefined;
    /** Cross-Origin-Opener-Policy: which windows of other sites keep hold of this one. @default "same-origin" */
    openerPolicy?: "same-origin" | "same-origin-allow-popups" | "unsafe-none" | undefined;
    /**
     * Cross-Origin-Resource-Policy: which sites may embed what this one serves. Default: `same-origin`, and `same-site`
     * for uploads.
     */
    resourcePolicy?: "same-origin" | "same-site" | "cross-origin" | undefined;
    /** Headers that the program sets itself: its value counts where it sends one. @default [] */
    headersFromUpstream?: ("Content-Security-Policy" | "Cross-Origin-Opener-Policy" | "Cross-Origin-Resource-Policy" | "Permissions-Policy" | "Referrer-Policy" | "X-Frame-Options")[] | undefined;
    /**
     * Request methods that are let through; any other is answered with 405. @default
     * ["GET","HEAD","POST","PUT","PATCH","DELETE","OPTIONS"]
     */
    methods?: ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | "PROPFIND" | "REPORT")[] | undefined;
    /** Beginnings of the paths that take passwords: limited by `limits.loginRequestsPerSecond`. @default [] */
    loginPaths?: string[] | undefined;
    /** Lets connections be upgraded to WebSocket. @default false */
    webSockets?: boolean | undefined;
    /** Largest request; a larger one is answered with 413. @default 25 */
    maxBodyMib?: number | undefined;
    /** Longest silence of the program behind the site before the answer is 504. @default 60 */
    responseTimeoutSeconds?: number | undefined;
}

export interface EdgeSitesArgs {
    /** Full host names, all of them names of the certificate. */
    hostNames: string[];
    /** Program behind the site, never over a network. */
    upstream?: EdgeSitesUpstreamArgs | undefined;
    /** Or where every visitor is sent. Without a path, the path that was asked for is kept. */
    redirectTo?: string | undefined;
    /** Or a page that says so much and no more. */
    page?: EdgeSitesPageArgs | undefined;
    /** Where the site differs from the strict default. */
    policy?: EdgeSitesPolicyArgs | undefined;
}

export interface EdgeHstsArgs {
    /** How long browsers remember that the sites have HTTPS only. @default 730 */
    maxAgeDays?: number | undefined;
    /** The same for every name below those of the sites, whoever serves it. @default true */
    includeSubDomains?: boolean | undefined;
    /** Asks for a place in the lists that browsers ship: hard to take back (hstspreload.org). @default false */
    preload?: boolean | undefined;
}

export interface EdgeLimitsArgs {
    /**
     * Connections (with HTTP/2 and HTTP/3: requests under way) of one address at once; Cloudron's figure. @default 5000
     */
    connectionsPerAddress?: number | undefined;
    /** Requests of one address in the long run; more are answered with 429. @default 100 */
    requestsPerSecond?: number | undefined;
    /** Requests beyond that at once. @default 500 */
    requestBurst?: number | undefined;
    /** The same for the `loginPaths` of the sites; Cloudron's figure. @default 10 */
    loginRequestsPerSecond?: number | undefined;
    /** Login requests beyond that at once; Cloudron's figure. @default 5 */
    loginBurst?: number | undefined;
    /** Time for a client to send the whole header of a request. @default 10 */
    headerTimeoutSeconds?: number | undefined;
    /** Longest silence of a client between two parts of a body, or of what it reads. @default 15 */
    bodyTimeoutSeconds?: number | undefined;
    /** How long an idle connection stays open. @default 30 */
    keepAliveSeconds?: number | undefined;
}

export interface EdgeArgs {
    /** Sites by a short name, besides those of the host's apps. @default {} */
    sites?: Record<string, EdgeSitesArgs> | undefined;
    /** Port 80: sends visitors of the sites to HTTPS, or is closed. @default "redirect" */
    plainHttp?: "redirect" | "closed" | undefined;
    /** HTTP/3 on 443/udp, where the distribution's nginx has it: Debian 13. @default true */
    http3?: boolean | undefined;
    /** Mozilla's guidelines 5.8: TLS 1.2 and 1.3, or 1.3 only. @default "intermediate" */
    tlsProfile?: "intermediate" | "modern" | undefined;
    hsts?: EdgeHstsArgs | undefined;
    limits?: EdgeLimitsArgs | undefined;
    /** How long access logs, which hold addresses of visitors, are kept. @default 14 */
    logRetentionDays?: number | undefined;
}

/** By e-mail, through a server that takes it. */
export interface NotifyEmailArgs {
    /** Who is told. */
    to: string[];
    /** Address of the sender. */
    from: string;
    /** Server that takes the mail: the name in its certificate. */
    server: string;
    /** Its port. @default 465 */
    port?: number | undefined;
    /** TLS from the start (port 465, RFC 8314), or asked for first (587). Never without. @default "tls" */
    encryption?: "tls" | "starttls" | undefined;
    /** Name to log in with; the password is the secret `notify-smtp`. Default: no login. */
    user?: string | undefined;
    /** Certificates that the server's own is checked against, instead of the system's. @default [] */
    caCertificates?: string[] | undefined;
}

export interface NotifyWebhooksArgs {
    /**
     * `json`: a map of host, unit, outcome, time and message. `ntfy`: text to a topic of ntfy. `slack`: as Slack,
     * Mattermost and others take it. @default "json"
     */
    format?: "json" | "ntfy" | "slack" | undefined;
    /** Certificates that the server's own is checked against, instead of the system's. @default [] */
    caCertificates?: string[] | undefined;
}

export interface NotifyHealthServedCertificatesArgs {
    /** TCP port on the loopback address. */
    port: number;
    /** Host name asked for. */
    serverName: string;
}

export interface NotifyHealthArgs {
    /** A disk with more than this of its space or of its inodes used is filling up. @default 85 */
    diskUsedPercent?: number | undefined;
    /** Days after which a reboot that updates ask for is overdue. @default 8 */
    rebootOverdueDays?: number | undefined;
    /** Certificates to look at besides those of this product's own parts. @default [] */
    servedCertificates?: NotifyHealthServedCertificatesArgs[] | undefined;
}

export interface NotifyArgs {
    /** By e-mail, through a server that takes it. */
    email?: NotifyEmailArgs | undefined;
    /**
     * By HTTPS, each by a name. Its address is the secret `notify-webhook-<name>`, which may have a second line with a
     * bearer token. @default {}
     */
    webhooks?: Record<string, NotifyWebhooksArgs> | undefined;
    health?: NotifyHealthArgs | undefined;
}

export interface ProxyArgs {
    /** Domains, with all below them, that no program may ask for. @default [] */
    deniedDomains?: string[] | undefined;
    /** Main memory that it may have, in MiB. @default 192 */
    memoryMaxMib?: number | undefined;
}

/** Another issuer that speaks ACME; needed where `issuer` is `acme`. */
export interface TlsAcmeArgs {
    /** Address of the ACME directory (RFC 8555). */
    directory: string;
    /** Certificates that the directory's own is checked against, instead of the system's. @default [] */
    caCertificates?: string[] | undefined;
    /**
     * Identifier of the account that the issuer knows already; its key, in base64url, is the secret
     * `tls-external-account`. Default: none is asked for.
     */
    externalAccountKeyId?: string | undefined;
}

export interface TlsDnsRfc2136Args {
    /** A name server of yours that takes updates (RFC 2136). */
    provider: "rfc2136";
    /** Server that takes updates: its name or address. */
    server: string;
    /** Its port. @default 53 */
    port?: number | undefined;
    /** Zone that is updated. Default: the server is asked. */
    zone?: string | undefined;
    /** Name of the TSIG key; its secret, in base64, is the secret `tls-dns`. */
    keyName: string;
    /** Algorithm of the TSIG key (RFC 8945). @default "hmac-sha256" */
    algorithm?: "hmac-sha256" | "hmac-sha384" | "hmac-sha512" | undefined;
}

export interface TlsDnsCloudflareArgs {
    /** Cloudflare; the token needs the right `DNS:Edit` for the zone. */
    provider: "cloudflare";
    /** The zone's identifier of 32 hexadecimal digits. */
    zoneId: string;
}

export interface TlsDnsDigitaloceanArgs {
    /** DigitalOcean; the token needs `domain:create`, `domain:read`, `domain:delete`, for all domains. */
    provider: "digitalocean";
    /** Domain that the provider serves and that the record is in. */
    zone: string;
}

export interface TlsDnsHetznerArgs {
    /** Hetzner, by the Cloud API; the token is one for the project of the zone. */
    provider: "hetzner";
    /** Domain that the provider serves and that the record is in. */
    zone: string;
}

export interface TlsDnsRoute53Args {
    /** Route 53; the key needs `route53:ChangeResourceRecordSets` for the record only. */
    provider: "route53";
    /** The hosted zone's identifier. */
    hostedZoneId: string;
    /** The identifier of an access key. */
    accessKeyId: string;
}

export interface TlsCopiesArgs {
    /** Folder for the files; it is made, root's, and readable by the group. */
    folder: string;
    /** `fullchain.pem` and `privkey.pem`, or `combined.pem` with both. @default "separate" */
    format?: "separate" | "combined" | undefined;
    /** Account that may read the files. */
    owner: string;
    /** Group that may enter the folder. */
    group: string;
    /** Unit that is reloaded, or restarted when it cannot reload. */
    unit: string;
}

export interface TlsArgs {
    /** The certificate is for this name and for every name directly below it. */
    domain: string;
    /**
     * Who certifies: Let's Encrypt, its staging environment (for trials; no browser believes it), another one by
     * `acme`, or an authority of this host's own, which only those believe who are told to. @default "letsencrypt"
     */
    issuer?: "letsencrypt" | "letsencrypt-staging" | "acme" | "internal" | undefined;
    /** Another issuer that speaks ACME; needed where `issuer` is `acme`. */
    acme?: TlsAcmeArgs | undefined;
    /** Address that the issuer may write to. Needed for Let's Encrypt. */
    email?: string | undefined;
    /** Profile of the issuer, for example Let's Encrypt's `shortlived`. Needs Debian 13. */
    profile?: string | undefined;
    /** Where the record of the challenge is written. Needed unless `issuer` is `internal`. */
    dns?: TlsDnsRfc2136Args | TlsDnsCloudflareArgs | TlsDnsDigitaloceanArgs | TlsDnsHetznerArgs | TlsDnsRoute53Args | undefined;
    /**
     * Name that `_acme-challenge.<domain>` is a CNAME of, where the record is written: of a zone that holds nothing
     * else, so that the credential can change nothing else.
     */
    delegatedName?: string | undefined;
    /** Seconds that all of the zone's servers may take to show the record. @default 300 */
    propagationTimeoutSeconds?: number | undefined;
    /**
     * An RSA certificate beside the one with an elliptic curve, for clients that cannot check that one. The web edge
     * shows each client the one that it can check; copies for programs have the other only. @default false
     */
    rsa?: boolean | undefined;
    /** Units that are not of this product and read the certificate where it is, as root. @default [] */
    reload?: string[] | undefined;
    /** Copies for programs that are not of this product. @default [] */
    copies?: TlsCopiesArgs[] | undefined;
}

export interface AppsCloudronSetupArgs {
    /** Where the host downloads the setup script. @default "https://cloudron.io/cloudron-setup" */
    url?: string | undefined;
    /** Digest of the script that you have read: Cloudron publishes none. Anything else stops the delivery. */
    sha256: string;
}

export interface AppsCloudronArgs {
    /** Version that is installed first. Afterwards Cloudron updates itself. */
    version: string;
    setup: AppsCloudronSetupArgs;
    /** Its mail server is reachable: ports 25, 587, 993 and 4190. @default false */
    mail?: boolean | undefined;
}

/** Relay of calls between clients behind routers. Left out: none. */
export interface AppsEjabberdTurnArgs {
    /** Public IPv4 address of the host, which calls are relayed through. */
    address: string;
    /** First UDP port of relayed calls. @default 49152 */
    firstPort?: number | undefined;
    /** Last UDP port of relayed calls. @default 65535 */
    lastPort?: number | undefined;
}

/** It is one of several servers that share their users and data. Left out: it is alone. */
export interface AppsEjabberdClusterArgs {
    /** Host name of this node among the others; `ejabberd@<name>` owns its database, and never changes. */
    name: string;
    /** Address of this host at which the other nodes reach it. */
    address: string;
    /** Every other node: its name and its address. Nobody else reaches the nodes' port. */
    peers: Record<string, string>;
    /**
     * Node that this one joins, once, after its first delivery: its own database is replaced by that node's. Left out
     * on the node that is first.
     */
    join?: string | undefined;
    /** Certificate of the authority that signs the nodes' certificates and no others, in PEM. @default [] */
    authority?: string[] | undefined;
    /**
     * Name of the secret with this node's private key and certificate, in PEM, one after the other. @default
     * "ejabberdNode"
     */
    nodeSecret?: string | undefined;
    /**
     * Name of the secret that all nodes share (Erlang's cookie): 20 or more letters and digits. @default
     * "ejabberdCookie"
     */
    cookieSecret?: string | undefined;
}

export interface AppsEjabberdArgs {
    /** Domain of the addresses: user@<domain>. The certificate is for it. */
    domain: string;
    /** Accounts (the part before the @) that may announce and configure over XMPP. @default [] */
    administrators?: string[] | undefined;
    /**
     * Account (the part before the @) that is made once, after the delivery, with a password made on the host: both are
     * in the output `taskOutputs`. It is an administrator. One that is there already is left as it is.
     */
    firstAdministrator?: string | undefined;
    /** Users talk to users of other servers: port 5269. TLS is required of them too. @default true */
    federation?: boolean | undefined;
    /** Clients may start with TLS at once: port 5223, XEP-0368. @default true */
    directTls?: boolean | undefined;
    /** File sharing, BOSH and websockets over HTTPS: port 5443. @default true */
    https?: boolean | undefined;
    /** Relay of calls between clients behind routers. Left out: none. */
    turn?: AppsEjabberdTurnArgs | undefined;
    /** Largest file that a user may share, in MiB. @default 50 */
    maxUploadMib?: number | undefined;
    /** Days after which shared files are deleted. @default 30 */
    uploadRetentionDays?: number | undefined;
    /** It is one of several servers that share their users and data. Left out: it is alone. */
    cluster?: AppsEjabberdClusterArgs | undefined;
    /** Main memory that it may have, in MiB. @default 1024 */
    memoryMaxMib?: number | undefined;
}

export interface AppsMailDomainsArgs {
    /**
     * Policy of RFC 8461, served by `edge` at mta-sts.<domain>: whether other servers must reach this one by TLS with a
     * valid certificate. With `mode: mailboxes` only. @default "none"
     */
    mtaSts?: "none" | "testing" | "enforce" | undefined;
    /**
     * Public halves of signing keys by their selectors, as `hardened-host-mail-dns` prints them: with `dns`, their
     * records. The host changes to a new key once its record is in DNS. @default {}
     */
    dkimKeys?: Record<string, string> | undefined;
    /**
     * What other servers are asked to do with mail that claims to be from the domain and is not (RFC 7489). @default
     * "reject"
     */
    dmarc?: "none" | "quarantine" | "reject" | undefined;
}

export interface AppsMailMailboxesArgs {
    /**
     * Name of the secret with the hash of its password, as `doveadm pw -s ARGON2ID` or `mkpasswd -m bcrypt` make it:
     * `{ARGON2ID}`, `{BLF-CRYPT}` or `{SHA512-CRYPT}` and the hash. The password itself is nobody's but its owner's.
     */
    passwordSecret: string;
    /** Size at which it takes no more mail, in MiB. @default 2048 */
    quotaMib?: number | undefined;
}

/** For a host whose port 25 to the world is closed: who sends its mail. Left out: the host itself. */
export interface AppsMailRelayArgs {
    /** Host name of the server that takes all outgoing mail. */
    server: string;
    /** Its port: 465 for TLS at once, any other for STARTTLS. TLS with a valid certificate is required. @default 587 */
    port?: number | undefined;
    /** Login name; the password is the secret `mail-relay`. Left out: no login. */
    user?: string | undefined;
    /** Domain whose SPF record names the servers that it sends from. Left out: `server` itself. */
    spfInclude?: string | undefined;
    /** Authorities that its certificate is from, in PEM form. Empty: those of the system. @default [] */
    caCertificates?: string[] | undefined;
}

export interface AppsMailBlocklistsArgs {
    /** DNS zone that lists addresses. */
    zone: string;
    /**
     * Answers that mean a listing. Others, such as that of a resolver that may not ask, are none. @default
     * "127.0.0.[2..11]"
     */
    answers?: string | undefined;
}

/** What one address, user or message may take. */
export interface AppsMailLimitsArgs {
    /** Connections that one address may have at once, to each service. @default 50 */
    connectionsPerSource?: number | undefined;
    /** Attempts to log in for sending, of one address in a minute. @default 30 */
    loginsPerMinute?: number | undefined;
    /** Messages that one user may send in an hour; a stolen password sends no more. @default 500 */
    messagesPerHour?: number | undefined;
    /** Recipients of one message. @default 100 */
    recipientsPerMessage?: number | undefined;
    /** Largest message, in MiB. @default 50 */
    messageMib?: number | undefined;
    /** Spam score from which an unknown sender is asked to try again later. @default 4 */
    greylistScore?: number | undefined;
    /** Spam score from which mail goes to the folder Junk. @default 6 */
    junkScore?: number | undefined;
    /** Spam score from which mail is refused. @default 15 */
    rejectScore?: number | undefined;
}

export interface AppsMailArgs {
    /** Name of the server in the world: of the MX record, and one that the certificate is for. */
    hostName: string;
    /**
     * `mailboxes`: receives mail and keeps it for its users. `outbound`: takes mail of this host's programs on the
     * loopback interface, signs and sends it; receives none. @default "mailboxes"
     */
    mode?: "mailboxes" | "outbound" | undefined;
    /** Domains that mail is received for and sent from. */
    domains: Record<string, AppsMailDomainsArgs>;
    /** Who gets the mail of root, and that to postmaster@ and abuse@ each domain (RFC 2142). */
    postmaster: string;
    /** Mailboxes by their addresses. @default {} */
    mailboxes?: Record<string, AppsMailMailboxesArgs> | undefined;
    /** Further addresses, and where their mail goes. Users of these mailboxes may send by them. @default {} */
    aliases?: Record<string, string[]> | undefined;
    /** For a host whose port 25 to the world is closed: who sends its mail. Left out: the host itself. */
    relay?: AppsMailRelayArgs | undefined;
    /**
     * Lists of hostile addresses, which are refused before their mail is read (DNSBL). @default
     * [{"zone":"zen.spamhaus.org","answers":"127.0.0.[2..11]"}]
     */
    blocklists?: AppsMailBlocklistsArgs[] | undefined;
    /** Age at which a signing key (DKIM) gets a successor, in days. @default 90 */
    dkimRotationDays?: number | undefined;
    /** What one address, user or message may take. */
    limits?: AppsMailLimitsArgs | undefined;
    /** Main memory that the spam filter may have, in MiB. @default 1024 */
    memoryMaxMib?: number | undefined;
}

export interface AppsOpenzimMcpArchivesArgs {
    /** Digest of the file. Another file is never served. */
    sha256: string;
    /** Where the host downloads it. Left out: an administrator puts it into /srv/zim/temp. */
    url?: string | undefined;
    /** Whether every account of the host may read it, or the server only. @default "public" */
    folder?: "public" | "restricted" | undefined;
}

export interface AppsOpenzimMcpArgs {
    /** Host name at which the web edge serves it. */
    hostName: string;
    /**
     * Name of the secret that clients must send as a bearer token: printable ASCII, long. @default "openzimMcpToken"
     */
    tokenSecret?: string | undefined;
    /** One tool that understands questions, or all tools for clients that know them. @default "simple" */
    mode?: "simple" | "advanced" | undefined;
    /** ZIM files by name. A new one is fetched, checked and then moved in, after the delivery. @default {} */
    archives?: Record<string, AppsOpenzimMcpArchivesArgs> | undefined;
    /** Longest text of one answer, in characters. @default 100000 */
    maxContentLength?: number | undefined;
    /** Units of work that one client may ask for in a second; a search costs more than one. @default 20 */
    requestsPerSecond?: number | undefined;
    /** Units of work that it may ask for at once. @default 40 */
    burst?: number | undefined;
    /** How much it writes into the journal. @default "INFO" */
    logLevel?: "DEBUG" | "INFO" | "WARNING" | "ERROR" | undefined;
    /** Main memory that it may have, in MiB. @default 768 */
    memoryMaxMib?: number | undefined;
    /** Package index to install from, for a host that reaches a mirror only. Left out: the one that pip knows. */
    index?: string | undefined;
    /** Refused requests within ten minutes that are announced as an attack. @default 20 */
    alertAfterRefusals?: number | undefined;
}

/** The release that is installed. */
export interface AppsPleromaReleaseArgs {
    /**
     * Zip archive of the release for this machine's processor and glibc. Upstream's own address changes what it gives:
     * keep a copy where a new host will still find it.
     */
    url: string;
    /**
     * Its digest, by `sha256sum`: upstream publishes none. Anything else stops the delivery, and nothing on the host
     * changes.
     */
    sha256: string;
    /** Its version, for people: part of its folder's name. */
    version: string;
}

/**
 * Account that is made once, after the delivery. The address at which its password is set, good once, is in the output
 * `taskOutputs`.
 */
export interface AppsPleromaFirstAdministratorArgs {
    /** Name before the server's in its address. */
    name: string;
    /** Its e-mail address. */
    email: string;
}

export interface AppsPleromaArgs {
    /** Host name of the server: part of every address on it, and never to be changed. */
    hostName: string;
    /** Host name of its own for what users upload, so that it can do nothing to their sessions. */
    mediaHostName: string;
    /** Name of the server, shown to people. */
    name: string;
    /** Address of whoever runs it, shown to people and other servers. */
    email: string;
    /** The release that is installed. */
    release: AppsPleromaReleaseArgs;
    /**
     * Account that is made once, after the delivery. The address at which its password is set, good once, is in the
     * output `taskOutputs`.
     */
    firstAdministrator?: AppsPleromaFirstAdministratorArgs | undefined;
    /**
     * Who may make an account: nobody but an administrator, whoever was invited, or anyone whom an administrator
     * approves. @default "closed"
     */
    registrations?: "closed" | "invited" | "approved" | undefined;
    /** Users talk to users of other servers. @default true */
    federation?: boolean | undefined;
    /** Media of other servers come through this one, which hides its users' addresses from them. @default false */
    mediaProxy?: boolean | undefined;
    /**
     * Ranges of private networks that it may talk to nevertheless. It fetches what strangers name: of the private ones
     * it reaches only name servers. @default []
     */
    privateDestinations?: string[] | undefined;
    /** Largest file that a user may upload, in MiB. @default 16 */
    maxUploadMib?: number | undefined;
    /** Connections to the database that it keeps. @default 20 */
    databaseConnections?: number | undefined;
    /** Main memory that it may have, in MiB. @default 1024 */
    memoryMaxMib?: number | undefined;
    /** Main memory that the database server may have, in MiB. @default 768 */
    databaseMemoryMaxMib?: number | undefined;
}

/** A package of the distribution. */
export interface AppsServiceSourceDebianArgs {
    /** Name of the package. It is updated with the distribution. */
    name: string;
}

/** A download that is checked against its digest. */
export interface AppsServiceSourceArchiveArgs {
    /** Where the host downloads it. */
    url: string;
    /** Digest of the download. Anything else stops the delivery, and nothing on the host changes. */
    sha256: string;
    /** `tar` with any compression, `zip`, or `file` for a single program that is not packed. @default "tar" */
    format?: "tar" | "zip" | "file" | undefined;
    /** Its version, for people: part of its folder's name. */
    version: string;
    /** Leading folders that are cut off the names in a tar archive. @default 1 */
    stripComponents?: number | undefined;
}

/** Python wheels, each checked against its digest. */
export interface AppsServiceSourcePypiArgs {
    /**
     * The program and everything it needs, one `name==version --hash=sha256:<digest> ...` each, as pip-compile
     * --generate-hashes prints them.
     */
    requirements: string[];
    /** Its version, for people: part of its folder's name. */
    version: string;
    /** Package index to ask, for a host that reaches a mirror only. Left out: the one that pip knows. */
    index?: string | undefined;
}

export interface AppsServiceSourceNpmLockPackagesArgs {
    /** Its name, where its place has another. */
    name?: string | undefined;
    /** Its version. */
    version?: string | undefined;
    /** Where the host downloads it. Left out: where npm's registry has it, by name and version. */
    resolved?: string | undefined;
    /** Digest of the download. Anything else stops the delivery. */
    integrity?: string | undefined;
    /** It comes in the archive of the package above it. */
    inBundle?: boolean | undefined;
    /** Only its authors need it: it is left out. */
    dev?: boolean | undefined;
    /** It is left out where it is not for the platform. */
    optional?: boolean | undefined;
    /** Systems that it is for. */
    os?: string[] | undefined;
    /** Processors that it is for, as Node.js names them. */
    cpu?: string[] | undefined;
    /** C libraries that it is for. */
    libc?: string[] | undefined;
    /** Its commands, and their files. */
    bin?: Record<string, string> | undefined;
}

/**
 * Content of the package-lock.json of a project that depends on the package, as it is: JSON is YAML. Every package in
 * it is checked against its SHA-512, and no script of any is run.
 */
export interface AppsServiceSourceNpmLockArgs {
    /** Format, of npm 7 and later. */
    lockfileVersion: 2 | 3;
    /** Every package of the tree by its place, and the project itself as the empty one. */
    packages: Record<string, AppsServiceSourceNpmLockPackagesArgs>;
}

/** Packages for Node.js, each checked against its digest. */
export interface AppsServiceSourceNpmArgs {
    /** Name of the package whose commands are put into `bin` of the program's folder. */
    package: string;
    /** Its exact version: the one in the lock. */
    version: string;
    /**
     * Content of the package-lock.json of a project that depends on the package, as it is: JSON is YAML. Every package
     * in it is checked against its SHA-512, and no script of any is run.
     */
    lock: AppsServiceSourceNpmLockArgs;
    /** Takes the place of https://registry.npmjs.org/, for a host that reaches a mirror only. */
    registry?: string | undefined;
}

/** A folder that is built on the deploying computer, and sent. */
export interface AppsServiceSourceBuildArgs {
    /** Folder on the deploying computer in which it is built, from the folder of Pulumi.yaml on or absolute. */
    folder: string;
    /**
     * Program that builds it and its arguments, run at every preview and `up` in that folder, with no variable of the
     * environment that could hold a secret. Left out: it is built already.
     */
    command?: string[] | undefined;
    /** Folder below it that is delivered, with all that is in it. @default "." */
    output?: string | undefined;
    /** Variables that the command gets besides, none of them secret. @default {} */
    environment?: Record<string, string> | undefined;
    /** Its version, for people: part of its folder's name. @default "local" */
    version?: string | undefined;
    /** Digest that it must have, as a preview shows it. Left out: whatever comes out of the build. */
    sha256?: string | undefined;
}

export interface AppsServiceSourceArgs {
    /** A package of the distribution. */
    debian?: AppsServiceSourceDebianArgs | undefined;
    /** A download that is checked against its digest. */
    archive?: AppsServiceSourceArchiveArgs | undefined;
    /** Python wheels, each checked against its digest. */
    pypi?: AppsServiceSourcePypiArgs | undefined;
    /** Packages for Node.js, each checked against its digest. */
    npm?: AppsServiceSourceNpmArgs | undefined;
    /** A folder that is built on the deploying computer, and sent. */
    build?: AppsServiceSourceBuildArgs | undefined;
}

/**
 * It reaches the web through the host's proxy (the part `proxy`), which never leads to private addresses, and nothing
 * else. It finds the proxy by the variables HTTPS_PROXY and HTTP_PROXY.
 */
export interface AppsServiceProxyArgs {
    /** Domains, with all below them, that it may ask for. Empty: every one that is public. @default [] */
    allowedDomains?: string[] | undefined;
    /** Domains, with all below them, that it may not ask for. @default [] */
    deniedDomains?: string[] | undefined;
}

export interface AppsServiceCredentialsArgs {
    /** Name of the secret in the stack's settings. */
    secret: string;
    /** Environment variable that gets it. Left out: the program reads the file `$CREDENTIALS_DIRECTORY/<name>`. */
    environment?: string | undefined;
}

/** What its sandbox lets it do beyond the least, and why: the reason stands in its unit. */
export interface AppsServiceLoosenArgs {
    /** Why it needs what is for just-in-time compilers of JavaScript, Java or .NET, which write code and run it. */
    writableExecutableMemory?: string | undefined;
    /** Why it needs what is for programs that read /proc/meminfo, /proc/stat or /proc/sys. */
    systemInformation?: string | undefined;
    /**
     * Why it needs what is for programs that set their own priority, limits or processor affinity: setpriority(2),
     * setrlimit(2).
     */
    ownPriority?: string | undefined;
    /**
     * Why it needs what is for programs that call chown(2) for their own files, though it changes nothing: they have no
     * right to more.
     */
    ownFiles?: string | undefined;
    /**
     * Why it needs what is for programs that ask the kernel for interfaces and routes, rtnetlink(7), and have a
     * network.
     */
    networkInterfaces?: string | undefined;
}

export interface AppsServiceArgs {
    /** What it is, in a few words. */
    description: string;
    source: AppsServiceSourceArgs;
    /**
     * Program and arguments, as they are. A relative program lies in the folder of its version: `bin/app` for wheels,
     * `program` for a single file.
     */
    command: [string, ...string[]];
    /**
     * TCP port on which it serves HTTP on 127.0.0.1. It has a loopback interface of its own, to which only the web edge
     * has a way.
     */
    port?: number | undefined;
    /** Host names at which the web edge serves it. @default [] */
    hostNames?: string[] | undefined;
    /** Address ranges that it may talk to. With any of them it shares the host's network. @default "none" */
    destinations?: "none" | "any" | string[] | undefined;
    /**
     * It reaches the web through the host's proxy (the part `proxy`), which never leads to private addresses, and
     * nothing else. It finds the proxy by the variables HTTPS_PROXY and HTTP_PROXY.
     */
    proxy?: AppsServiceProxyArgs | undefined;
    /** It has a folder /var/lib/<name>, which nobody else can read and which is backed up. @default true */
    keepsState?: boolean | undefined;
    /** Environment variables, none of them secret. @default {} */
    environment?: Record<string, string> | undefined;
    /** Secrets that it gets. @default {} */
    credentials?: Record<string, AppsServiceCredentialsArgs> | undefined;
    /** Shell command that exits 0 while it works; run in its sandbox at its start and every 5 minutes. */
    healthCommand?: string | undefined;
    /** Main memory that it may have, in MiB. @default 256 */
    memoryMaxMib?: number | undefined;
    /** Processes and threads that it may have. @default 64 */
    tasksMax?: number | undefined;
    /** Files and sockets that it may have open. @default 1024 */
    openFilesMax?: number | undefined;
    /** What its sandbox lets it do beyond the least, and why: the reason stands in its unit. */
    loosen?: AppsServiceLoosenArgs | undefined;
}

/** What is installed. */
export interface AppsZulipReleaseArgs {
    /** Release. A later one upgrades the server in place; the way back is a backup. */
    version: string;
    /**
     * Digest of its tarball, from upstream's SHA256SUMS.txt. Any other download stops the delivery, and nothing on the
     * host changes.
     */
    sha256: string;
    /** Where the host downloads it. Left out: upstream's server. */
    url?: string | undefined;
}

/** Outgoing e-mail: confirmations, resets, notifications. */
export interface AppsZulipEmailArgs {
    /** Server that takes its e-mail. */
    host: string;
    /** TCP port of that server. @default 587 */
    port?: number | undefined;
    /** How the way there is encrypted: after a greeting, or from the start (port 465). @default "starttls" */
    security?: "starttls" | "tls" | undefined;
    /** Login there. Left out: none is needed. */
    user?: string | undefined;
    /** Name of the secret with the password of that login. @default "zulipEmailPassword" */
    passwordSecret?: string | undefined;
    /** Sender of what nobody is to answer. Left out: `noreply` at the host name. */
    from?: string | undefined;
}

/** Google accounts. */
export interface AppsZulipAuthenticationGoogleArgs {
    /** Identifier that Google gave this server. */
    clientId: string;
    /** Name of the secret that Google gave with it. @default "zulipGoogle" */
    clientSecret?: string | undefined;
}

/** GitHub accounts. */
export interface AppsZulipAuthenticationGithubArgs {
    /** Identifier that GitHub gave this server. */
    clientId: string;
    /** Name of the secret that GitHub gave with it. @default "zulipGithub" */
    clientSecret?: string | undefined;
}

/** GitLab accounts. */
export interface AppsZulipAuthenticationGitlabArgs {
    /** Identifier that GitLab gave this server. */
    clientId: string;
    /** Name of the secret that GitLab gave with it. @default "zulipGitlab" */
    clientSecret?: string | undefined;
}

/** Microsoft Entra ID. */
export interface AppsZulipAuthenticationEntraArgs {
    /** Identifier that Microsoft gave this server. */
    clientId: string;
    /** Name of the secret that Microsoft gave with it. @default "zulipEntra" */
    clientSecret?: string | undefined;
}

/** Any provider of OpenID Connect. */
export interface AppsZulipAuthenticationOpenIdConnectArgs {
    /** Identifier that the provider gave this server. */
    clientId: string;
    /** Name of the secret that the provider gave with it. @default "zulipOpenIdConnect" */
    clientSecret?: string | undefined;
    /** Address of the provider, before `/.well-known/openid-configuration`. */
    url: string;
    /** Name on the button. */
    displayName: string;
    /** Whom the provider knows gets an account unasked. @default false */
    autoSignup?: boolean | undefined;
}

/** A SAML 2.0 identity provider. */
export interface AppsZulipAuthenticationSamlArgs {
    /** Name of the identity provider. */
    entityId: string;
    /** Address at which it answers. */
    url: string;
    /** Name on the button. */
    displayName: string;
    /** Certificate of the key with which it signs what it says of users; public. */
    certificate: string;
}

/** Accounts of a directory. */
export interface AppsZulipAuthenticationLdapArgs {
    /** Server, asked over TLS (ldaps) only. */
    server: string;
    /** Account that may search there. */
    bindDn: string;
    /** Name of the secret with its password. @default "zulipLdapPassword" */
    passwordSecret?: string | undefined;
    /** Where in the tree users are. */
    searchBase: string;
    /** Attribute that users type. @default "uid" */
    loginAttribute?: string | undefined;
    /** Login and this domain make the e-mail address of a user. */
    emailDomain: string;
}

/** How users log in: at least one way. */
export interface AppsZulipAuthenticationArgs {
    /**
     * E-mail address and password. Zulip's installer needs it until the organisation exists: switch it off after that.
     * @default true
     */
    email?: boolean | undefined;
    /** Google accounts. */
    google?: AppsZulipAuthenticationGoogleArgs | undefined;
    /** GitHub accounts. */
    github?: AppsZulipAuthenticationGithubArgs | undefined;
    /** GitLab accounts. */
    gitlab?: AppsZulipAuthenticationGitlabArgs | undefined;
    /** Microsoft Entra ID. */
    entra?: AppsZulipAuthenticationEntraArgs | undefined;
    /** Any provider of OpenID Connect. */
    openIdConnect?: AppsZulipAuthenticationOpenIdConnectArgs | undefined;
    /** A SAML 2.0 identity provider. */
    saml?: AppsZulipAuthenticationSamlArgs | undefined;
    /** Accounts of a directory. */
    ldap?: AppsZulipAuthenticationLdapArgs | undefined;
}

/** Kept in S3. Left out: on the host, and in its backup. */
export interface AppsZulipUploadsS3Args {
    /** For files in messages. Not to be readable by the world. */
    bucket: string;
    /** For profile pictures. Readable by the world. */
    avatarBucket: string;
    /** Region of the buckets. */
    region?: string | undefined;
    /** Another service than Amazon's. */
    endpoint?: string | undefined;
    /** Address of the profile pictures under a domain of their own, apart from the chat's. */
    avatarUrl?: string | undefined;
    /** Name of the secret with the access key. @default "zulipS3Key" */
    keySecret?: string | undefined;
    /** Name of the secret with its other half. @default "zulipS3SecretKey" */
    secretKeySecret?: string | undefined;
}

/** Files that users share. */
export interface AppsZulipUploadsArgs {
    /** Largest file that a user may share, in MiB; 0 for none at all. @default 100 */
    maxFileMib?: number | undefined;
    /** Kept in S3. Left out: on the host, and in its backup. */
    s3?: AppsZulipUploadsS3Args | undefined;
}

/** What users can make the server ask (Smokescreen). */
export interface AppsZulipOutgoingArgs {
    /** Address ranges that no user can make the server ask, beside all that is not the public Internet. @default [] */
    denyRanges?: string[] | undefined;
    /** Private address ranges that it may ask after all: integrations in your own network. @default [] */
    allowRanges?: string[] | undefined;
}

export interface AppsZulipRateLimitsArgs {
    /** Requests that are answered in that time. */
    requests: number;
    /** Time over which they are counted, in seconds. */
    perSeconds: number;
}

export interface AppsZulipArgs {
    /** Full host name that users type: the domain of the certificate, or directly below it. */
    hostName: string;
    /** E-mail address of whoever runs the server. Shown to the public, and told of errors. */
    administrator: string;
    /** What is installed. */
    release: AppsZulipReleaseArgs;
    /**
     * A link at which, once and within a week, an organisation can be founded is made after the installation, and put
     * into the output `taskOutputs`. `up` waits for it, up to an hour. @default false
     */
    organizationLink?: boolean | undefined;
    /**
     * Major version of the database, from PostgreSQL's own archive. It counts at the first installation; after Zulip's
     * `upgrade-postgresql` say the new one here. @default "18"
     */
    postgresqlVersion?: "14" | "15" | "16" | "17" | "18" | undefined;
    /** Outgoing e-mail: confirmations, resets, notifications. */
    email: AppsZulipEmailArgs;
    /** How users log in: at least one way. */
    authentication?: AppsZulipAuthenticationArgs | undefined;
    /** Shortest password, in characters. @default 12 */
    passwordMinLength?: number | undefined;
    /** Files that users share. */
    uploads?: AppsZulipUploadsArgs | undefined;
    /** Images that messages link to are shown, fetched by the server (camo) and not by the readers. @default true */
    imagePreviews?: boolean | undefined;
    /** Pages that messages link to are fetched by the server and shown in short. @default false */
    websitePreviews?: boolean | undefined;
    /** Users without a picture get one from gravatar.com, which thereby learns of them. @default false */
    gravatar?: boolean | undefined;
    /** What users can make the server ask (Smokescreen). */
    outgoing?: AppsZulipOutgoingArgs | undefined;
    /** Rules that differ from Zulip's: each may have several limits. None can be switched off. @default {} */
    rateLimits?: Record<string, AppsZulipRateLimitsArgs[]> | undefined;
    /** The sandbox around supervisor and nginx, which run Zulip's own programs. @default true */
    confineApplication?: boolean | undefined;
}

export interface AppsArgs {
    cloudron?: AppsCloudronArgs | undefined;
    ejabberd?: AppsEjabberdArgs | undefined;
    mail?: AppsMailArgs | undefined;
    "openzim-mcp"?: AppsOpenzimMcpArgs | undefined;
    pleroma?: AppsPleromaArgs | undefined;
    /** Programs by name. Each gets an account, a unit and folders of that name. */
    service?: Record<string, AppsServiceArgs> | undefined;
    zulip?: AppsZulipArgs | undefined;
}

/** What a host looks like. */
export interface HostArgs {
    /** Distribution of the host. @default "debian-13" */
    distribution?: "debian-13" | "debian-12" | "ubuntu-24.04" | undefined;
    /**
     * Address ranges that no rate limit and no penalty concerns: your own, so that nobody who shares your address can
     * keep you out. They need a key like everybody. @default []
     */
    trustedSources?: string[] | undefined;
    accounts?: AccountsArgs | undefined;
    egress?: EgressArgs | undefined;
    firewall?: FirewallArgs | undefined;
    integrity?: IntegrityArgs | undefined;
    kernel?: KernelArgs | undefined;
    logging?: LoggingArgs | undefined;
    metadata?: MetadataArgs | undefined;
    minimal?: MinimalArgs | undefined;
    ssh?: SshArgs | undefined;
    updates?: UpdatesArgs | undefined;
    activity?: ActivityArgs | undefined;
    backup?: BackupArgs | undefined;
    bans?: BansArgs | undefined;
    blocklists?: BlocklistsArgs | undefined;
    edge?: EdgeArgs | undefined;
    notify?: NotifyArgs | undefined;
    proxy?: ProxyArgs | undefined;
    tls?: TlsArgs | undefined;
    apps?: AppsArgs | undefined;
}
