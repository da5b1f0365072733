/** Roots for servers that no system knows. */
export const rootsFolder = "/etc/hardened-host/notify";
export const mailRoots = `${rootsFolder}/smtp-roots.pem`;
export const webhookRoots = (name: string) => `${rootsFolder}/webhook-${name}-roots.pem`;

/** Secret files, root's: systemd hands them to the one unit that sends. */
export const mailSecret = `${rootsFolder}/smtp-password`;
export const webhookSecret = (name: string) => `${rootsFolder}/webhook-${name}`;

/** Sends, and looks at what everybody may see. */
export const account = "hardened-host-notify";

export const sendProgram = "/usr/local/lib/hardened-host/send-messages";
export const healthProgram = "/usr/local/lib/hardened-host/check-health";
export const notifyUnit = "hardened-host-notify";
export const healthUnit = "hardened-host-health";
