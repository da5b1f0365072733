import { z } from "zod";

/** Certificates in PEM form, one each: public, so that they may stand in settings. */
export const pemCertificates = () =>
    z
        .array(
            z
                .string()
                .regex(
                    /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n?$/,
                    "must be a certificate in PEM form",
                ),
        )
        .default([]);

/** The text of a file that holds them all. */
export function pemText(certificates: readonly string[]): string {
    return certificates.map((certificate) => `${certificate.trimEnd()}\n`).join("");
}
