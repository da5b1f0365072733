import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tls } from "../../../components/host/services/tls";
import { fileOf, planOf, problemsOf, ubuntu2404 } from "./part-of-host";
import { dnsProviders, internalCertificate, publicCertificate } from "./service-settings";

const challengeProgram = "/usr/local/lib/hardened-host/answer-challenge";
const letsEncrypt = { domain: "example.org", email: "owner@example.org", dns: dnsProviders.cloudflare };

describe("settings of tls", () => {
    const refused: readonly (readonly [string, object, string])[] = [
        [
            "an unknown DNS provider",
            { dns: { provider: "geocities" } },
            "dns.provider: must be one of rfc2136, cloudflare, digitalocean, hetzner, route53",
        ],
        ["a wildcard for a top-level domain", { domain: "org" }, "domain: must be a domain name"],
        ["a wildcard for a country's second level", { domain: "co.uk" }, "domain: must be a domain of its owner's"],
        ["Let's Encrypt without an e-mail address", { email: undefined }, "email: must be an e-mail address"],
        ["Let's Encrypt without a DNS provider", { dns: undefined }, "dns: must say who serves the domain"],
        ["another issuer that is not described", { issuer: "acme" }, "acme: must say which issuer"],
        [
            "a directory without TLS",
            { issuer: "acme", acme: { directory: "http://acme.example.net/" } },
            "acme.directory: must be an https:// address",
        ],
        [
            "a private key among certificates",
            { acme: { directory: "https://a.example/", caCertificates: ["-----BEGIN PRIVATE KEY-----"] } },
            "acme.caCertificates.0: must be a certificate",
        ],
        ["a domain with a shell's characters", { domain: "example.org;reboot" }, "domain: must be a domain name"],
        ["a domain in capitals", { domain: "Example.org" }, "domain: must be a domain name"],
        ["a wildcard as domain", { domain: "*.example.org" }, "domain: must be a domain name"],
        ["a token that stands in the settings", { dns: { ...dnsProviders.cloudflare, token: "x" } }, "dns: "],
        ["a unit that is none", { reload: ["nginx"] }, "reload.0: must be the full name of a unit"],
    ];
    for (const [what, change, problem] of refused) {
        it(`refuse ${what}`, () => {
            const problems = problemsOf(tls, { ...letsEncrypt, ...change });
            assert.ok(
                problems.some((text) => text.startsWith(problem)),
                problems.join("\n"),
            );
        });
    }

    it("need neither address nor provider for an authority of the host's own", () => {
        const plan = planOf(tls, internalCertificate);
        assert.deepEqual(plan.secretFiles, {});
        assert.equal(plan.packages?.includes("dehydrated"), false);
    });
});

describe("the plan of tls", () => {
    it("has credentials in secret files only, which one unit is handed", () => {
        const plan = planOf(tls, publicCertificate);
        assert.deepEqual(
            Object.values(plan.secretFiles ?? {}).map(({ secret }) => secret),
            ["tls-dns", "tls-external-account"],
        );
        const units = Object.entries(plan.files ?? {}).filter(([, { content }]) => content.includes("LoadCredential="));
        assert.deepEqual(
            units.map(([path]) => path),
            ["/etc/systemd/system/hardened-host-tls-renew.service"],
        );
    });

    for (const [id, dns] of Object.entries(dnsProviders)) {
        it(`has a program for ${id} that shells and shellcheck can read`, function () {
            const text = fileOf(planOf(tls, { ...letsEncrypt, dns }), challengeProgram);
            assert.equal(spawnSync("sh", ["-n"], { input: text }).status, 0);
            const { status, stdout, error } = spawnSync("shellcheck", ["-"], { input: text, encoding: "utf8" });
            if (error !== undefined) this.skip();
            assert.equal(status, 0, stdout);
        });
    }

    it("is refused with a profile where the client knows none, and would take another one's certificate", () => {
        assert.throws(
            () => planOf(tls, publicCertificate, { distribution: ubuntu2404 }),
            /profile shortlived: cannot be had on ubuntu-24\.04/,
        );
    });

    it("names all that is missing at once", () => {
        const missing = problemsOf(tls, {}).map((problem) => problem.split(":")[0]);
        assert.deepEqual(missing.sort(), ["dns", "domain", "email"]);
    });

    it("passes on what went well but oddly, and of a failure the last lines, each as an error once", () => {
        const folder = mkdtempSync(join(tmpdir(), "hardened-host-sign-"));
        try {
            const sign = (client: string) => {
                writeFileSync(join(folder, "dehydrated"), `#!/bin/sh\n${client}\n`, { mode: 0o755 });
                const env = { PATH: `${folder}:${process.env["PATH"] ?? ""}` };
                const input = fileOf(planOf(tls, letsEncrypt), "/usr/local/lib/hardened-host/sign-certificate");
                const args = ["-s", join(folder, "request"), join(folder, "chain")];
                return spawnSync("sh", args, { input, env, encoding: "utf8" });
            };
            const chain = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
            const odd = sign(`echo "<4>odd" >&2; echo " + usual" >&2; echo '# CERT #'; printf %s '${chain}'`);
            assert.deepEqual([odd.status, odd.stdout], [0, "<4>odd\n"]);
            assert.equal(readFileSync(join(folder, "chain"), "utf8"), chain);
            const failed = sign(`echo "  + ERROR: refused" >&2; echo >&2; echo "<3>not written" >&2; exit 1`);
            assert.deepEqual([failed.status, failed.stdout], [1, "<3>+ ERROR: refused\n<3>not written\n"]);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it("never gives a credential as an argument", () => {
        for (const dns of Object.values(dnsProviders)) {
            const lines = fileOf(planOf(tls, { ...letsEncrypt, dns }), challengeProgram).split("\n");
            for (const line of lines.filter((text) => text.includes("CREDENTIALS_DIRECTORY")))
                assert.match(line, /^ *printf /);
        }
    });

    it("makes the folders of copies root's", () => {
        const copy = {
            folder: "/var/lib/chat-tls",
            format: "separate",
            owner: "chat",
            group: "chat",
            unit: "chat.service",
        } as const;
        const plan = planOf(tls, publicCertificate, { claims: { certificateCopies: [copy] } });
        assert.deepEqual(plan.folders?.["/var/lib/chat-tls"], { mode: "0750", group: "chat" });
    });
});
