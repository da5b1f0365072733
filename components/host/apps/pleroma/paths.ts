/** Account of the server, and its role and database in PostgreSQL. */
export const account = "pleroma";

/** On the loopback address; upstream's own. */
export const httpPort = 4000;

export const stateFolder = "/var/lib/pleroma";
export const uploadsFolder = `${stateFolder}/uploads`;
export const staticFolder = `${stateFolder}/static`;
export const secretsFolder = "/etc/pleroma/secrets";
export const configurationFile = "/etc/pleroma/config.exs";
export const programs = "/usr/local/lib/hardened-host";

export const serverUnit = "pleroma.service";
export const databaseUnit = "pleroma-database.service";
export const secretsUnit = "pleroma-secrets.service";
