import { z } from "zod";

const port = "must be a whole number from 1 to 65535";
const account = "must be the name of an account, such as root or debian";
const publicKey = "must be an ed25519 public key, as in /etc/ssh/ssh_host_ed25519_key.pub: ssh-ed25519 AAAA...";
const fingerprint = "must be a fingerprint as `ssh-keygen -l` prints it: SHA256: and 43 letters";
const file = "must be the path of a file; ~/ is your home folder";

/** Everything below `hosts.<name>.cloud.existing`. */
export const existingSettings = z
    .strictObject({
        address: z
            .string("must be a host name or an IP address")
            .max(253, "must be at most 253 characters")
            .regex(/^[A-Za-z0-9:]([A-Za-z0-9.:_-]*[A-Za-z0-9:])?$/, "must be a host name or an IP address")
            .meta({ description: "Name or address at which the server answers." }),
        port: z
            .int(port)
            .min(1, port)
            .max(65535, port)
            .default(22)
            .meta({ description: "Port of its SSH server before the first delivery, which moves it to `ssh.port`." }),
        user: z
            .string(account)
            .regex(/^[a-z_][a-z0-9_-]{0,31}$/, account)
            .default("root")
            .meta({
                description:
                    "Account for the first delivery: root, or one that may become root by sudo without a password. " +
                    "Later ones log in as `login.user`.",
            }),
        identityFile: z
            .string(file)
            .regex(/^(\/|~\/|\.{1,2}\/|[A-Za-z0-9_])[^\n\r]*$/, file)
            .optional()
            .meta({
                description: "Private key file on this computer for the first delivery. Default: `login.identityFile`.",
            }),
        hostKey: z
            .string(publicKey)
            .regex(/^ssh-ed25519 [A-Za-z0-9+/]{68}( [^\n\r]*)?$/, publicKey)
            .optional()
            .meta({
                description:
                    "Public host key of the server: a copy of its `/etc/ssh/ssh_host_ed25519_key.pub`. It, or " +
                    "`acceptHostKey`, is needed.",
            }),
        acceptHostKey: z
            .string(fingerprint)
            .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, fingerprint)
            .optional()
            .meta({
                description:
                    "Fingerprint of that key, instead: the first `up` shows it. Compare it on the server's console with " +
                    "`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`, then write it here.",
            }),
    })
    .refine(({ hostKey, acceptHostKey }) => hostKey === undefined || acceptHostKey === undefined, {
        error: "must not be set beside hostKey, which says the same",
        path: ["acceptHostKey"],
    });

export type ExistingSettings = z.output<typeof existingSettings>;
