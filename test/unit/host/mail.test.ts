import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mail } from "../../../components/host/apps/mail";
import { PlanConflictError } from "../../../components/host/conflicts";
import { factsOf, fileOf, planOf } from "./part-of-host";

const minimum = {
    hostName: "mail.example.org",
    domains: { "example.org": {} },
    postmaster: "owner@example.com",
    mailboxes: { "alice@example.org": { passwordSecret: "alice" } },
};
const problemsOf = (changes: object) => {
    const parsed = mail.settings.safeParse({ ...minimum, ...changes });
    return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};

describe("mail's settings", () => {
    it("are refused where an address has no domain of ours, or two meanings", () => {
        const aliases = { "alice@example.org": ["x@example.com"], "info@example.net": ["alice@example.org"] };
        assert.deepEqual(problemsOf({ aliases }), [
            "aliases.info@example.net: must be of a domain in domains, not of example.net",
            "aliases.alice@example.org: must not be the address of a mailbox",
        ]);
    });

    it("are refused where what only sends is to receive", () => {
        const problems = problemsOf({ mode: "outbound", domains: { "example.org": { mtaSts: "enforce" } } });
        assert.deepEqual(problems, [
            "mailboxes.alice@example.org: must be left out with mode outbound, which receives no mail",
            "domains.example.org.mtaSts: must be none with mode outbound, which receives no mail",
        ]);
    });

    it("are refused where mail would be Junk before it is asked to come again", () => {
        assert.deepEqual(problemsOf({ limits: { junkScore: 3 } }), [
            "limits.junkScore: must not be less than greylistScore, nor more than rejectScore",
        ]);
    });

    it("are refused where the certificate is for other names", () => {
        const claims = { certificateNames: ["example.net", "*.example.net"] };
        assert.throws(
            () => planOf(mail, minimum, { claims }),
            (error) =>
                error instanceof PlanConflictError && /mail\.example\.org: the certificate is for/.test(error.message),
        );
    });
});

describe("mail's plan", () => {
    it("lets users send by their mailbox and its aliases, and nobody else by these", () => {
        const aliases = {
            "sales@example.org": ["alice@example.org", "partner@example.com"],
            "out@example.org": ["x@example.com"],
        };
        const plan = planOf(mail, { ...minimum, aliases });
        const lines = (name: string) =>
            fileOf(plan, `/etc/postfix/hardened-host/${name}`)
                .split("\n")
                .filter((line) => line !== "" && !line.startsWith("#"));
        assert.deepEqual(lines("senders"), [
            "alice@example.org alice@example.org",
            "sales@example.org alice@example.org",
        ]);
        assert.deepEqual(
            lines("own-senders").map((line) => line.split(" ")[0]),
            ["alice@example.org", "sales@example.org"],
        );
        assert.deepEqual(lines("aliases"), [
            "@mail.example.org owner@example.com",
            "abuse@example.org owner@example.com",
            "out@example.org x@example.com",
            "postmaster@example.org owner@example.com",
            "sales@example.org alice@example.org, partner@example.com",
        ]);
    });

    it("needs a certificate for mailboxes, and a web edge for a policy", () => {
        const needs = (changes: object) => mail.needsFor?.(mail.settings.parse({ ...minimum, ...changes }));
        assert.deepEqual(needs({}), ["tls"]);
        assert.deepEqual(needs({ domains: { "example.org": { mtaSts: "testing" } } }), ["tls", "edge"]);
        assert.deepEqual(needs({ mailboxes: {}, mode: "outbound" }), []);
    });

    it("opens nothing, and leaves by its relay only, where it only sends through one", () => {
        const settings = {
            ...minimum,
            mailboxes: {},
            mode: "outbound",
            relay: { server: "smtp.example.com", port: 465 },
        };
        const claims = mail.claims?.(mail.settings.parse(settings), factsOf());
        assert.deepEqual(claims?.openings, []);
        assert.deepEqual(
            claims.reaches?.filter(({ accounts }) => accounts.includes("postfix")).map(({ ports, to }) => [ports, to]),
            [[[465], ["smtp.example.com"]]],
        );
    });
});

describe("the passwords of mailboxes", () => {
    /** Runs the program in a folder in place of the host's, with this secret. */
    function enter(secret: string): { status: number; errors: string; accounts: string } {
        const folder = mkdtempSync(join(tmpdir(), "hardened-host-mail-"));
        try {
            const passwords = join(folder, "etc/hardened-host/mail/passwords");
            mkdirSync(passwords, { recursive: true });
            mkdirSync(join(folder, "var/lib/hardened-host-mail"), { recursive: true });
            writeFileSync(join(passwords, "alice@example.org"), secret);
            const program = fileOf(planOf(mail, minimum), "/usr/local/lib/hardened-host/enter-mail-accounts")
                .replaceAll("/etc/hardened-host", `${folder}/etc/hardened-host`)
                .replaceAll("/var/lib/", `${folder}/var/lib/`)
                // No such group on the computer of the tests.
                .replace(/^chgrp .*$/m, "");
            const accounts = join(folder, "var/lib/hardened-host-mail/accounts");
            try {
                execFileSync("sh", ["-c", program], { encoding: "utf8", stdio: "pipe" });
                return { status: 0, errors: "", accounts: readFileSync(accounts, "utf8") };
            } catch (error) {
                const errors = error instanceof Error ? error.message : "";
                return { status: 1, errors, accounts: "" };
            }
        } finally {
            rmSync(folder, { recursive: true });
        }
    }

    it("are entered as hashes, with the name of their scheme", () => {
        const bcrypt = "$2y$05$bvIG6Nmid91Mu9RcmmWZfO5HJIMCT8riNW0hEp8f6/FuA2/mHZFpe";
        const line = `alice@example.org:{BLF-CRYPT}${bcrypt}::::::userdb_quota_storage_size=2048M\n`;
        assert.equal(enter(`${bcrypt}\n`).accounts, line);
        assert.equal(enter(`{BLF-CRYPT}${bcrypt}`).accounts, line);
    });

    it("are refused as plain text, as weak hashes and with anything beside them, and never shown", () => {
        for (const secret of [
            "a plain password",
            "{PLAIN}secret",
            "{MD5-CRYPT}$1$ab$cdef",
            "$6$a$b\nroot:{PLAIN}x",
            "",
        ]) {
            const { status, errors } = enter(secret);
            assert.equal(status, 1, secret);
            assert.match(errors, /the secret of the mailbox alice@example\.org is no hash of/);
            assert.ok(secret === "" || !errors.includes(secret), errors);
        }
    });
});
