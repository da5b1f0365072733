/** Reads every file and owns none. */
export const backupAccount = "hardened-host-backup";

export const configurationFolder = "/etc/hardened-host/backup";
/** The account's own and nobody else's: a program of root's without capabilities cannot read what is in it. */
export const secretsFolder = `${configurationFolder}/secrets`;
export const settingsFile = `${configurationFolder}/settings`;
export const programFolder = "/usr/local/lib/hardened-host/backup";
export const setsFolder = `${programFolder}/sets`;

export const stateFolder = "/var/lib/hardened-host-backup";
/** Root's: consistent copies of what cannot be read while it changes. */
export const dumpsFolder = `${stateFolder}/dumps`;
/** The account's: when the last good snapshot was made, which repository it is. */
export const progressFolder = `${stateFolder}/progress`;

/** Names of the stack's secrets. */
export const passwordSecret = "backup-password";
export const credentialSecret = "backup-repository";
