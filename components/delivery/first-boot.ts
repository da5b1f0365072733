import { renderCloudConfig } from "../host/formats/cloud-config";
import { nftablesOneOf, renderNftables } from "../host/formats/nftables";
import type { NftablesRule } from "../host/formats/nftables";
import { isIpv6 } from "../host/values";

/** What a machine must know to be safe before it first answers. Everything else arrives by delivery. */
export interface FirstBoot {
    /** Host name without a domain. */
    readonly hostname: string;
    /** The one account that may log in. */
    readonly loginUser: string;
    /** Its public keys in authorized_keys format, one line each. */
    readonly authorizedKeys: readonly string[];
    /** TCP port that sshd listens on from its first start. */
    readonly sshPort: number;
    /** CIDR ranges that may reach it. Empty means anywhere. */
    readonly sshSources: readonly string[];
    /** One-time ed25519 host key, which the first delivery replaces by one that the host makes for itself. */
    readonly hostKey: HostKeyPair;
}

export interface HostKeyPair {
    /** `ssh-ed25519 <base64>`. */
    readonly publicKey: string;
    /** In OpenSSH's own format, ending in a newline. The only secret in the text. */
    readonly privateKey: string;
}

/**
 * The cloud-init text of a new machine. cloud-init runs the sections in the order bootcmd, write_files, users, SSH
 * host keys (`cloud_init_modules` in /etc/cloud/cloud.cfg), all before sshd's first start: its network stage is
 * ordered before sshd.service and sysinit.target. So no connection ever meets an open firewall, port 22, a password
 * prompt or a host key that is not pinned.
 *
 * Frozen when the machine is created: what runs on each boot must not undo what a later delivery has changed.
 */
export function renderFirstBoot(firstBoot: FirstBoot): string {
    const { hostname, loginUser, authorizedKeys, hostKey } = firstBoot;
    return renderCloudConfig({
        hostname,
        // sudo looks its own host's name up and waits for a timeout where nothing answers.
        manage_etc_hosts: "localhost",
        // Delivery does both under its own eyes; here they would hold apt's lock for minutes.
        package_update: false,
        package_upgrade: false,
        // Keys in a cloud's metadata come from elsewhere than the stack: the plan's are the only ones.
        allow_public_ssh_keys: false,
        disable_root: true,
        bootcmd: [["cloud-init-per", "once", "hardened-host", "sh", "-c", closeTheDoors(firstBoot)]],
        write_files: [
            { path: "/etc/ssh/sshd_config.d/00-hardened-host.conf", content: sshdConfig(firstBoot) },
            { path: `/etc/ssh/authorized_keys.d/${loginUser}`, content: lines(authorizedKeys) },
        ],
        users: [
            {
                name: loginUser,
                shell: "/bin/bash",
                lock_passwd: true,
                sudo: "ALL=(ALL) NOPASSWD:ALL",
            },
        ],
        ssh_keys: { ed25519_public: hostKey.publicKey, ed25519_private: hostKey.privateKey },
        // Once more at the end: some clouds send their customer a root password by mail, and set it in between.
        runcmd: [["passwd", "-l", "root"]],
    });
}

/**
 * Runs before anything else of cloud-init that can be given a command, once in the machine's life: a later boot has
 * the delivered firewall, which nftables.service loads before the network is up.
 *
 * Ubuntu's ssh.socket would hold port 22 open whatever sshd's own configuration says, and leaves ssh.service disabled.
 */
function closeTheDoors(firstBoot: FirstBoot): string {
    return lines([
        "cat >/etc/nftables.conf <<'EOF'",
        ...renderFirewall(firstBoot).trimEnd().split("\n"),
        "EOF",
        "chmod 0600 /etc/nftables.conf",
        "nft -f /etc/nftables.conf",
        "passwd -l root",
        // Ubuntu's ssh.service requires the socket until it is disabled: masked alone, it would keep sshd from starting.
        "systemctl disable --now ssh.socket",
        "systemctl mask ssh.socket",
        "systemctl enable nftables.service ssh.service",
        "systemctl start --no-block ssh.service",
    ]);
}

/**
 * Default drop, only SSH open. There is no rate limit yet: the deployer asks until the machine answers, and must not
 * be shut out for it. The delivered firewall replaces this table.
 */
function renderFirewall({ sshPort, sshSources }: FirstBoot): string {
    return renderNftables({
        name: "hardened_host",
        chains: [
            {
                name: "input",
                hook: "type filter hook input priority filter; policy drop;",
                rules: [
                    { rule: "iif lo accept" },
                    { rule: "ct state established,related accept" },
                    { rule: "meta l4proto { icmp, icmpv6 } accept" },
                    { rule: "udp sport 67 udp dport 68 accept" },
                    { rule: "ip6 saddr fe80::/10 udp dport 546 accept" },
                    ...sshRules(sshPort, sshSources),
                ],
            },
        ],
    });
}

function sshRules(port: number, sources: readonly string[]): NftablesRule[] {
    if (sources.length === 0) return [{ rule: `tcp dport ${port} accept` }];
    const families = [
        { name: "ip", ranges: sources.filter((source) => !isIpv6(source)) },
        { name: "ip6", ranges: sources.filter(isIpv6) },
    ];
    return families
        .filter(({ ranges }) => ranges.length > 0)
        .map(({ name, ranges }) => ({ rule: `${name} saddr ${nftablesOneOf(ranges)} tcp dport ${port} accept` }));
}

/**
 * Sorted before every other drop-in, because sshd keeps the first value it meets (sshd_config(5)). Images bring
 * drop-ins of their own, some with passwords on.
 */
function sshdConfig({ loginUser, sshPort }: FirstBoot): string {
    return lines([
        `Port ${sshPort}`,
        "HostKey /etc/ssh/ssh_host_ed25519_key",
        `AllowUsers ${loginUser}`,
        "AuthenticationMethods publickey",
        "AuthorizedKeysFile /etc/ssh/authorized_keys.d/%u",
        "KbdInteractiveAuthentication no",
        "PasswordAuthentication no",
        "PermitRootLogin no",
    ]);
}

function lines(texts: readonly string[]): string {
    return texts.map((text) => `${text}\n`).join("");
}
