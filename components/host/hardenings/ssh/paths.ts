/** Where sshd finds the keys of an account, as `<folder>/<account>`. */
export const authorizedKeysFolder = "/etc/ssh/authorized_keys.d";

/** Where sshd finds the certificate principals of an account, as `<folder>/<account>`. */
export const principalsFolder = "/etc/ssh/authorized_principals.d";

/** Public keys of the authorities whose user certificates are accepted. */
export const trustedAuthoritiesFile = "/etc/ssh/trusted_user_ca_keys";
