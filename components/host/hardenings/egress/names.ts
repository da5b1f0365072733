/** Table apart from the firewall's, so that either can change without the other. */
export const table = "hardened_host_egress";

/** The firewall loads every file of this folder. */
export const rulesFile = "/etc/nftables.d/hardened-host-egress.nft";

/** Accounts and host names by the sets that they belong to; read by {@link program}. */
export const listFile = "/etc/hardened-host/egress";

export const program = "/usr/local/lib/hardened-host/egress-names";

/** Addresses that names have had lately. */
export const stateFolder = "/var/lib/hardened-host-egress";

export const unit = "hardened-host-egress";
