import type { SshdOption } from "../../formats/sshd";
import { minimumRsaBits } from "../../ssh-public-key";
import type { Distribution } from "../../part";

/** What the distribution's OpenSSH lacks or has: release notes at https://www.openssh.com/releasenotes.html */
interface OpensshFeatures {
    readonly postQuantum: readonly string[];
    /** PerSourcePenalties, from OpenSSH 9.8. */
    readonly sourcePenalties: boolean;
}

const oldest: OpensshFeatures = { postQuantum: ["sntrup761x25519-sha512@openssh.com"], sourcePenalties: false };

/** By release name. The same exchange has a second name from OpenSSH 9.9; ML-KEM (FIPS 203) came with it. */
const features: Readonly<Record<string, OpensshFeatures>> = {
    bookworm: oldest,
    noble: oldest,
    trixie: {
        postQuantum: ["mlkem768x25519-sha256", "sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com"],
        sourcePenalties: true,
    },
};

export function opensshFeatures({ codename }: Distribution): OpensshFeatures {
    return features[codename] ?? oldest;
}

const classical = ["curve25519-sha256", "curve25519-sha256@libssh.org"];

export const ciphers = ["aes256-gcm@openssh.com", "aes128-gcm@openssh.com"];
export const macs = ["hmac-sha2-512-etm@openssh.com", "hmac-sha2-256-etm@openssh.com"];

/** Key exchange methods, best first: sshd takes the client's order among them. */
export function keyExchanges(distribution: Distribution, classicalToo: boolean | undefined): string[] {
    const { postQuantum } = opensshFeatures(distribution);
    const needsClassical = !postQuantum.includes("mlkem768x25519-sha256");
    return [...postQuantum, ...((classicalToo ?? needsClassical) ? classical : [])];
}

const userKeyTypes = [
    "sk-ssh-ed25519-cert-v01@openssh.com",
    "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
    "ssh-ed25519-cert-v01@openssh.com",
    "ecdsa-sha2-nistp256-cert-v01@openssh.com",
    "ecdsa-sha2-nistp384-cert-v01@openssh.com",
    "ecdsa-sha2-nistp521-cert-v01@openssh.com",
    "rsa-sha2-512-cert-v01@openssh.com",
    "rsa-sha2-256-cert-v01@openssh.com",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
];

const keyOptions: readonly SshdOption[] = [
    { keyword: "HostKeyAlgorithms", value: ["ssh-ed25519"], why: "One host key, of the one type below." },
    {
        keyword: "PubkeyAcceptedAlgorithms",
        value: userKeyTypes,
        why: "User keys: no DSA, no SHA-1 signatures (RFC 8332), hardware-backed ones first.",
    },
    {
        keyword: "CASignatureAlgorithms",
        value: userKeyTypes.filter((type) => !type.includes("-cert-")),
        why: "What may have signed a user certificate.",
    },
    {
        keyword: "RequiredRSASize",
        value: minimumRsaBits,
        why: "128 bits of security: NIST SP 800-57 part 1, table 2.",
    },
    {
        keyword: "RekeyLimit",
        value: "1G 1h",
        why: "New session keys after a gigabyte or an hour: RFC 4253 section 9.",
    },
];

/** Every algorithm list, so that none is left to a default that changes with an update. */
export function algorithmOptions(distribution: Distribution, classicalToo: boolean | undefined): SshdOption[] {
    return [
        {
            keyword: "KexAlgorithms",
            value: keyExchanges(distribution, classicalToo),
            why:
                "Post-quantum hybrids first: what is recorded today cannot be read by a later quantum computer " +
                "(openssh.com/pq.html; ML-KEM is FIPS 203). ssh-audit warns of every other exchange. No group exchange " +
                "is offered, so /etc/ssh/moduli is never read and needs no care.",
        },
        {
            keyword: "Ciphers",
            value: ciphers,
            why:
                "AES-GCM (RFC 5647), the only authenticated mode that needs no strict key exchange of an older client: " +
                "chacha20-poly1305 does (Terrapin, CVE-2023-48795), and CBC is CVE-2008-5161.",
        },
        {
            keyword: "MACs",
            value: macs,
            why: "AES-GCM brings its own. Named all the same: SHA-2, encrypt-then-MAC (CIS 5.1.15).",
        },
        ...keyOptions,
    ];
}
