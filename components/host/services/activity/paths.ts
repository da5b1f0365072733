/** Reads the journal and sends it; has a right to nothing else. */
export const account = "hardened-host-activity";

/** Certificates and the key that the host shows to the sink. */
export const folder = "/etc/hardened-host/activity";
export const sinkRoots = `${folder}/sink-roots.pem`;
export const clientCertificate = `${folder}/client.pem`;
/** Secret file, root's: systemd hands it to the one unit that sends. */
export const clientKey = `${folder}/client-key.pem`;

/** Root's: seals, and what was told of files that were changed by hand. */
export const stateFolder = "/var/lib/hardened-host-activity";
/** How far the sink has got; written anew by each success. */
export const cursorFile = "/var/lib/hardened-host-activity-upload/cursor";

const programs = "/usr/local/lib/hardened-host";
export const sealProgram = `${programs}/activity-seals`;
export const watchProgram = `${programs}/changes-by-hand`;
export const shippingProgram = `${programs}/activity-shipping`;

export const uploadUnit = "hardened-host-activity-upload";
export const shippingUnit = "hardened-host-activity-shipping";
export const sealUnit = "hardened-host-activity-seal";
export const verifyUnit = "hardened-host-activity-verify";
export const watchUnit = "hardened-host-activity-watch";

/** One sequence of files, so that old ones go from the front only. */
export const journaldConf = "/etc/systemd/journald.conf.d/61-hardened-host-activity.conf";
