/**
 * How strong the algorithms of SSH are, from 0 (broken) to 3. Sources: RFC 9142 (key exchange), RFC 8758 (RC4),
 * RFC 8332 (SHA-1 signatures), NIST SP 800-131A revision 2, openssh.com/pq.html, ssh-audit's database.
 */
const classes: readonly { readonly strength: number; readonly name: RegExp }[] = [
    { strength: 0, name: /^none$|arcfour|rc4|(^|-)des(-|$)|blowfish|cast128|md5|group1-|ssh-dss|ripemd/ },
    { strength: 1, name: /3des|-cbc|sha1(-|$|@)|sha1-96|umac-64|^ssh-rsa(-cert|$)|group14-sha1|rijndael/ },
    { strength: 3, name: /mlkem|sntrup/ },
    { strength: 2, name: /^(ecdh|curve25519|diffie-hellman)-/ },
    { strength: 2, name: /chacha20|-ctr$|^hmac-sha2-\d+$|umac-128@/ },
];

/** What the strengths mean, by number. */
export const strengthNames = ["broken", "weak", "acceptable", "strong"] as const;

/** Strength of one algorithm, by its name; one that no line knows counts as strong. */
export function strengthOf(algorithm: string): number {
    return classes.find(({ name }) => name.test(algorithm))?.strength ?? 3;
}

/** The names of a list as sshd_config has it. A list that changes OpenSSH's own names what it adds. */
export function algorithmsOf(list: string): string[] {
    if (list.startsWith("-")) return [];
    return list
        .replace(/^[+^]/, "")
        .split(",")
        .filter((name) => name !== "");
}
