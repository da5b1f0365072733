/** Table apart from the firewall's: its sets keep what they hold while the firewall is loaded again. */
export const table = "hardened_host_blocklists";

/** The firewall loads every file of this folder. */
export const rulesFile = "/etc/nftables.d/hardened-host-blocklists.nft";

export const program = "/usr/local/lib/hardened-host/blocklists";

/** Good copies, as nft takes them; root's. */
export const stateFolder = "/var/lib/hardened-host-blocklists";

/** What was downloaded and not yet looked at; of {@link account}. */
export const downloadFolder = "/var/lib/hardened-host-blocklists-fetch";

/** Account that downloads, and can do nothing else. */
export const account = "hardened-host-lists";

export const unit = "hardened-host-blocklists";
export const fetchUnit = "hardened-host-blocklists-fetch";

/** CSV files of Debian's tor-geoipdb: first address, last address, country. */
export const countryFiles = { ipv4: "/usr/share/tor/geoip", ipv6: "/usr/share/tor/geoip6" } as const;
