import { z } from "zod";
import { sshPublicKey } from "../../ssh-public-key";
import { accountName, cidr, portNumber, singleLine } from "../../values";

const wholeNumber = (minimum: number, maximum: number) => {
    const message = `must be a whole number from ${minimum} to ${maximum}`;
    return z.int({ error: message }).min(minimum, message).max(maximum, message);
};

const rateLimit = z
    .strictObject({
        connections: wholeNumber(3, 1000).default(5).meta({ description: "New connections allowed in one go." }),
        perSeconds: wholeNumber(1, 3600).default(10).meta({ description: "Seconds in which they are earned back." }),
    })
    .prefault({})
    .meta({
        description:
            "New connections accepted from one IPv4 address or one IPv6 /64. `trustedSources` are exempt, established " +
            "connections unaffected. A delivery needs three.",
    });

const userCa = z.strictObject({
    publicKeys: z
        .array(sshPublicKey())
        .min(1, "must name at least one key")
        .meta({ description: "Public keys of the authorities whose user certificates are accepted." }),
    principals: z
        .record(accountName(), z.array(singleLine(64).min(1, "must not be empty")).min(1, "must name at least one"))
        .default({})
        .meta({
            description: "For each login account, the principals whose certificates open it. Default: its own name.",
        }),
});

export const sshSettings = z.strictObject({
    port: portNumber()
        .default(4222)
        .meta({
            description:
                "TCP port that sshd listens on. Away from 22, the log shows who means this host and not every scanner; it " +
                "is no protection by itself.",
        }),
    sources: z
        .array(cidr())
        .default([])
        .meta({ description: "Address ranges that may reach the port. Empty: anywhere. Yours must be among them." }),
    rateLimit,
    classicalKeyExchange: z
        .boolean()
        .optional()
        .meta({
            description:
                "Also offers curve25519-sha256, after the post-quantum exchanges, for clients older than OpenSSH 8.5. " +
                "Default: only on Debian 12 and Ubuntu 24.04, which lack mlkem768x25519-sha256, the one post-quantum " +
                "exchange of Go's SSH client.",
        }),
    loginGraceSeconds: wholeNumber(10, 60).default(30).meta({ description: "Time to log in before sshd hangs up." }),
    maxAuthTries: wholeNumber(1, 20).default(3).meta({
        description: "Keys tried per connection. Raise it for agents that offer more than two before the right one.",
    }),
    maxSessions: wholeNumber(4, 100)
        .default(4)
        .meta({ description: "Sessions in one connection. A delivery multiplexes up to four over its one." }),
    allowedForwarding: z
        .array(z.enum(["agent", "local-tcp", "remote-tcp", "unix-socket"]))
        .default([])
        .meta({ description: "Kinds of forwarding a login may ask for. `local-tcp` makes the host a jump host." }),
    userCa: userCa.optional().meta({ description: "Logins by short-lived user certificates, besides keys." }),
});

export type SshSettings = z.output<typeof sshSettings>;
