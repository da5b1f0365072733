/** Table apart from the firewall's: who is banned stays so while the firewall is loaded again. */
export const table = "hardened_host_bans";

/** The firewall loads every file of this folder. */
export const rulesFile = "/etc/nftables.d/hardened-host-bans.nft";

export const unit = "fail2ban.service";
export const jailFile = "/etc/fail2ban/jail.local";
export const serverFile = "/etc/fail2ban/fail2ban.local";
export const action = "hardened-host";
export const actionFile = `/etc/fail2ban/action.d/${action}.local`;
export const dropInFile = `/etc/systemd/system/${unit}.d/60-hardened-host.conf`;

/** For the owner. */
export const ownerProgram = "/usr/local/sbin/hardened-host-bans";

/** Says of an address whether it is a deployer's. */
export const exemptProgram = "/usr/local/lib/hardened-host/ban-exempt";

/** Puts the bans that the database knows into the sets. */
export const loadProgram = "/usr/local/lib/hardened-host/bans-load";

/** Bans outlive restarts here: fail2ban's own. */
export const database = "/var/lib/fail2ban/fail2ban.sqlite3";
