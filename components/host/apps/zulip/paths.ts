/** Account of the application. Its name, its home and the paths below are Zulip's own. */
export const account = "zulip";
export const home = "/home/zulip";
export const deployment = `${home}/deployments/current`;
export const uploadFolder = `${home}/uploads`;
export const configurationFolder = "/etc/zulip";
export const settingsFile = `${configurationFolder}/settings.py`;
export const systemFile = `${configurationFolder}/zulip.conf`;

/** One file for each secret of the stack's. What Zulip makes for itself never leaves the host. */
export const secretsFolder = "/etc/hardened-host/zulip-secrets";

/** What was installed and applied last. */
export const stateFolder = "/var/lib/hardened-host-zulip";

/** Where Zulip's own account can write its backup. */
export const backupFolder = "/var/backups/zulip";

export const deployUnit = "zulip-deploy.service";
export const deployProgram = "/usr/local/lib/hardened-host/zulip-deploy";
export const secretsProgram = "/usr/local/lib/hardened-host/zulip-enter-secrets";
export const linkProgram = "/usr/local/sbin/zulip-organization-link";

/** Starts a program as Zulip's account, without a session and all that PAM does for one. */
export const asZulip = `setpriv --reuid=${account} --regid=${account} --init-groups env HOME=${home} USER=${account}`;
