/** Owner of all mailboxes: none of them is an account of the host. */
export const vmail = "vmail";
export const mailboxFolder = "/var/vmail";

/** Made on the host, and never sent anywhere. */
export const stateFolder = "/var/lib/hardened-host-mail";
export const dkimFolder = `${stateFolder}/dkim`;
export const selectorMap = `${dkimFolder}/selectors.map`;
export const accountsFile = `${stateFolder}/accounts`;
export const relayLogin = `${stateFolder}/relay-login`;
export const compiledRules = `${stateFolder}/sieve`;

/** As the stack gave them; nobody but root reads them. */
export const secretsFolder = "/etc/hardened-host/mail";
export const passwordsFolder = `${secretsFolder}/passwords`;
export const relaySecret = `${secretsFolder}/relay-password`;
export const relayRoots = `${secretsFolder}/relay-roots.pem`;

export const programs = "/usr/local/lib/hardened-host";
export const accountsProgram = `${programs}/enter-mail-accounts`;
export const dkimProgram = `${programs}/rotate-dkim-keys`;
export const recordsProgram = "/usr/local/sbin/hardened-host-mail-dns";
export const dkimUnit = "hardened-host-dkim";

export const mapsFolder = "/etc/postfix/hardened-host";
export const map = (name: string) => `${mapsFolder}/${name}`;

/** Where Postfix asks the spam filter; nobody else of the host can. */
export const socketFolder = "/run/hardened-host-mail";
export const milterSocket = `${socketFolder}/milter.sock`;
export const redisSocket = "/run/redis-mail/redis.sock";

export const chain = "/etc/hardened-host/tls/fullchain.pem";
export const key = "/etc/hardened-host/tls/privkey.pem";
