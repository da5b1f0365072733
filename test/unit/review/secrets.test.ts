import assert from "node:assert/strict";
import { secretValues } from "../../../scripts/review/preview-run";
import { secretMark, SecretSearch } from "../../../scripts/review/secrets";

const password = "correct horse/battery+staple=0";
const key =
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ\n-----END OPENSSH PRIVATE KEY-----\n";

describe("the search for secrets", () => {
    const search = new SecretSearch([password, "four", "first line of it\nsecond line of it"]);

    for (const [how, written] of Object.entries({
        "as it is": password,
        "in an address": encodeURIComponent(password),
        "in base64": Buffer.from(password).toString("base64"),
        "in base64url": Buffer.from(password).toString("base64url"),
        "in hexadecimal": Buffer.from(password).toString("hex"),
    })) {
        it(`finds one written ${how}`, () =>
            assert.equal(search.redact(`a${written}z`).replace(/=*z$/, "z"), `a${secretMark}z`));
    }

    it("finds a single line of one with several", () => {
        assert.equal(search.redact("    second line of it\n"), `    ${secretMark}\n`);
    });

    it("finds a short one only where it is a word of its own", () => {
        assert.equal(search.redact("four fourteen"), `${secretMark} fourteen`);
    });

    it("finds private keys and tokens by their form, whole", () => {
        const token = `ghp_${"a1".repeat(18)}`;
        assert.equal(search.redact(`x ${key.trim()} y ${token} z`), `x ${secretMark} y ${secretMark} z`);
        assert.equal(search.redact(key.slice(0, 60)), secretMark);
    });

    it("reaches every depth, and names too", () => {
        const found = search.redactAll({ a: [{ [password]: password }], b: 1, c: "[secret]" });
        assert.deepEqual(found, { a: [{ [secretMark]: secretMark }], b: 1, c: "[secret]" });
    });

    it("leaves everything else alone", () => assert.equal(search.redact("Port 4222"), "Port 4222"));

    it("takes its secrets from encrypted settings, and from what should have been encrypted", () => {
        const config = {
            "hardened-host:secrets": { value: "", objectValue: { "host-1": { token: "plain" } }, secret: false },
            "digitalocean:token": { value: "dop", secret: true },
            "hardened-host:hosts": { value: "{}", objectValue: { a: "public" }, secret: false },
        };
        assert.deepEqual(secretValues(JSON.stringify(config)).sort(), ["dop", "plain"]);
    });
});
