import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sshPublicKey } from "../../../components/host/ssh-public-key";
import { makePemPrivateKey, makeTestKeys } from "../stacks/settings-fixture";

/** A blob of length-prefixed fields, as RFC 4251 section 5 has them. */
function keyLine(type: string, ...fields: readonly (string | Buffer)[]): string {
    const parts = [type, ...fields]
        .map((field) => Buffer.from(field))
        .flatMap((field) => {
            const length = Buffer.alloc(4);
            length.writeUInt32BE(field.length);
            return [length, field];
        });
    return `${type} ${Buffer.concat(parts).toString("base64")}`;
}

function problemOf(text: string): string {
    const result = sshPublicKey().safeParse(text);
    return result.success ? "" : result.error.issues.map(({ message }) => message).join("; ");
}

/** With the bytes of a key that needs hardware, which no test machine has. */
const hardwareKey = keyLine("sk-ssh-ed25519@openssh.com", Buffer.alloc(32, 7), "ssh:");
const hardwareEcdsa = keyLine("sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", Buffer.alloc(65, 4), "ssh:");

describe("sshPublicKey", () => {
    const keys = makeTestKeys();
    const ecdsa = [256, 384, 521].map(makeEcdsaKey);

    it("takes what ssh-keygen makes: ed25519, ECDSA, RSA of 3072 bits", () => {
        for (const key of [keys.ed25519, ...ecdsa, keys.rsa3072]) assert.equal(sshPublicKey().parse(key), key);
    });

    it("takes hardware-backed keys", () => {
        for (const key of [hardwareKey, hardwareEcdsa]) assert.equal(problemOf(key), "");
    });

    it("takes a comment of several words, and the blanks of a pasted line", () => {
        assert.equal(sshPublicKey().parse(` ${keys.ed25519} at home\n`), `${keys.ed25519} at home`);
    });

    const wrong: readonly [string, () => string, RegExp][] = [
        ["RSA of 2048 bits, and says how many", () => keys.rsa2048, /RSA key of 2048 bits/],
        ["DSA", () => keys.dsa, /DSA key/],
        ["two lines", () => `${keys.ed25519}\n${keys.ed25519}`, /line break/],
        ["a tab", () => keys.ed25519.replace(" ", "\t"), /control character/],
        ["options", () => `command="id" ${keys.ed25519}`, /before the key type/],
        ["a type without a key", () => "ssh-ed25519", /base64 part is malformed/],
        ["base64 with other characters", () => "ssh-ed25519 AAAA*AAA", /base64 part is malformed/],
        [
            "a key that is cut short",
            () => keys.ed25519.split(" ")[1]?.slice(0, 40).replace(/^/, "ssh-ed25519 ") ?? "",
            /cut short/,
        ],
        ["a blob of another type", () => keys.rsa3072.replace("ssh-rsa", "ssh-ed25519"), /cut short|another key type/],
        ["another curve than it says", () => keyLine("ecdsa-sha2-nistp256", "nistp384", Buffer.alloc(65)), /curve/],
        ["an ed25519 key of 31 bytes", () => keyLine("ssh-ed25519", Buffer.alloc(31)), /32 bytes/],
        ["an empty RSA modulus", () => keyLine("ssh-rsa", Buffer.from([1]), Buffer.alloc(0)), /RSA key of 0 bits/],
        ["a certificate", () => keyLine("ssh-ed25519-cert-v01@openssh.com", "x"), /userCa/],
        ["no key at all", () => "hello", /no known key type/],
        ["nothing", () => "", /no known key type/],
    ];
    for (const [name, key, message] of wrong) it(`refuses ${name}`, () => assert.match(problemOf(key()), message));

    it("refuses a private key without repeating a word of it", () => {
        for (const key of [keys.ed25519Private, makePemPrivateKey()]) {
            const result = sshPublicKey().safeParse(key, { reportInput: true });
            const report = JSON.stringify(result.error?.issues);
            assert.match(report, /private key: paste the \.pub file/);
            for (const line of key.split("\n").filter((text) => text.length > 20 && !text.includes("-----"))) {
                assert.ok(!report.includes(line.slice(0, 20)));
            }
        }
    });
});

function makeEcdsaKey(bits: number): string {
    const folder = mkdtempSync(join(tmpdir(), "keys-"));
    try {
        execFileSync("ssh-keygen", ["-q", "-N", "", "-t", "ecdsa", "-b", String(bits), "-f", join(folder, "key")]);
        return readFileSync(join(folder, "key.pub"), "utf8").trim();
    } finally {
        rmSync(folder, { recursive: true });
    }
}
