/** The certificate in force, for whoever runs as root: `fullchain.pem` and `privkey.pem`. */
export const certificateFolder = "/etc/hardened-host/tls";

/** What the renewal reads: its own account may read it, and nobody else. */
export const configurationFolder = "/etc/hardened-host/acme";

/** Gets certificates, and may do nothing else. */
export const renewalAccount = "hardened-host-acme";

/** Account key and what was issued last. */
export const renewalState = "/var/lib/hardened-host-acme";

/** One line: the value of a CAA record that binds the domain to this host's account, and to DNS-01 (RFC 8657). */
export const issuerRecord = `${renewalState}/caa-issuer`;

/** Every file that the certificates in force are made of, and root's alone. */
export const inForceState = "/var/lib/hardened-host-tls";

export const programs = "/usr/local/lib/hardened-host";
export const renewProgram = `${programs}/renew-certificate`;
export const challengeProgram = `${programs}/answer-challenge`;
export const authorityProgram = `${programs}/internal-authority`;
export const signProgram = `${programs}/sign-certificate`;
export const pairProgram = `${programs}/check-key-pair`;
export const installProgram = `${programs}/install-certificate`;

export const renewUnit = "hardened-host-tls-renew";
export const installUnit = "hardened-host-tls-install";

/** Names under which systemd hands the secrets to the renewal, and to nobody else: systemd.exec(5), LoadCredential. */
export const dnsCredential = "dns";
export const externalAccountCredential = "external-account";
