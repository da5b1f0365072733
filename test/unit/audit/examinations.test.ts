import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { judgeAge } from "../../../scripts/audit/examinations/backups";
import { checksScript, readOutcomes } from "../../../scripts/audit/examinations/checks-script";
import { readLynisReport } from "../../../scripts/audit/examinations/lynis";
import { readOutput } from "../../../scripts/audit/examinations/openscap";
import { comparePorts, readOpenPorts } from "../../../scripts/audit/examinations/ports";
import { readExposures } from "../../../scripts/audit/examinations/sandboxes";
import { readSources } from "../../../scripts/audit/examinations/sources";
import { readSshAudit } from "../../../scripts/audit/examinations/ssh-server";
import { readTestssl } from "../../../scripts/audit/examinations/tls-server";
import { readUpdates } from "../../../scripts/audit/examinations/updates";
import { Obstacle, type ExaminationResult } from "../../../scripts/audit/examiner";
import { run } from "../../vm/world/command";

const failed = ({ findings }: ExaminationResult) => findings.filter(({ passed }) => !passed).map(({ rule }) => rule);
const figures = (result: ExaminationResult) => result.figures.map(({ name, value }) => [name, value]);
const debian13 = { id: "debian", version: "13", codename: "trixie" } as const;

describe("an examination reads", () => {
    it("a report of Lynis", () => {
        const report = [
            "lynis_version=3.1.4",
            "hardening_index=82",
            "warning[]=FINT-4316|No AIDE database|-|-|",
            "suggestion[]=SSH-7408|Consider hardening SSH|MaxSessions (set 4 to 2)|-|",
        ].join("\n");
        const result = readLynisReport(report);
        assert.equal(result.tool, "Lynis 3.1.4");
        assert.deepEqual(figures(result), [["Lynis hardening index", 82]]);
        assert.deepEqual(
            result.findings.map(({ rule, severity, detail }) => [rule, severity, detail]),
            [
                ["FINT-4316", "medium", ""],
                ["SSH-7408", "low", "MaxSessions (set 4 to 2)"],
            ],
        );
        assert.throws(() => readLynisReport("lynis_version=3.1.4"), Obstacle);
    });

    it("how many ranges are in force, and how many sources are banned", () => {
        const lists = "2 0 allowed\n1 7 denied\n1400 12 list_drop\n0 0 list_worse\n";
        const result = readSources(lists, "203.0.113.7\tsshd\tuntil 2026-01-01 00:00:00\n");
        assert.deepEqual(figures(result).slice(2), [
            ["Ranges in force of list_drop", 1400],
            ["Packets dropped by list_drop", 12],
            ["Ranges in force of list_worse", 0],
            ["Packets dropped by list_worse", 0],
            ["Sources that are banned", 1],
        ]);
        assert.deepEqual(failed(result), ["list_worse"]);
        assert.deepEqual(figures(readSources("", undefined)), []);
    });

    it("what ssh-audit says of algorithms and holes", () => {
        const report = {
            banner: { raw: "SSH-2.0-OpenSSH_9.2" },
            kex: [{ algorithm: "sntrup761x25519-sha512", notes: { info: ["available"] } }],
            key: [{ algorithm: "ssh-rsa", notes: { fail: ["broken SHA-1"] } }],
            enc: [{ algorithm: "aes256-ctr" }],
            mac: [{ algorithm: "hmac-sha1", notes: { warn: ["encrypt-and-MAC"] } }],
            cves: [{ name: "CVE-2024-6387", description: "regreSSHion" }],
        };
        const result = readSshAudit(JSON.stringify(report));
        assert.deepEqual(failed(result), ["host key ssh-rsa", "message code hmac-sha1", "CVE-2024-6387"]);
        assert.deepEqual(result.findings[3]?.covers, ["CIS13 5.1.16"]);
        assert.throws(() => readSshAudit("[exception] cannot connect"), /cannot connect/);
    });

    it("what testssl.sh says, but for what is no judgement", () => {
        const entries = [
            { id: "TLS1", severity: "OK", finding: "not offered" },
            { id: "BREACH", severity: "MEDIUM", finding: "gzip" },
            { id: "heartbleed", severity: "CRITICAL", finding: "VULNERABLE" },
            { id: "cert_notAfter", severity: "INFO", finding: "2027" },
            { id: "scanProblem", severity: "WARN", finding: "no cipher" },
            { id: "overall_grade", severity: "OK", finding: "A+" },
        ];
        const result = readTestssl(JSON.stringify(entries), "www.example.org");
        assert.deepEqual(failed(result), ["BREACH", "heartbleed"]);
        assert.equal(result.tool, "testssl.sh on www.example.org; grade A+");
        assert.deepEqual(
            result.findings.map(({ severity }) => severity),
            ["low", "medium", "high", "low"],
        );
    });

    it("which ports nmap found, and which of them are declared", () => {
        const text =
            "Host: 198.51.100.2 ()\tPorts: 22/open/tcp//ssh///, 443/open/tcp//https///, 3306/open/tcp//mysql///\n";
        assert.deepEqual(readOpenPorts(text), [22, 443, 3306]);
        const openings = [{ protocol: "tcp" as const, port: 440, portEnd: 445, sources: [], purpose: "web" }];
        const findings = comparePorts([22, 443, 3306], { openings, sshPort: 22 });
        assert.deepEqual(
            findings.map(({ rule, passed }) => [rule, passed]),
            [
                ["answers: tcp 22", true],
                ["answers: tcp 443", true],
                ["answers: tcp 3306", false],
            ],
        );
        const udp = comparePorts([53], {
            openings: [{ ...openings[0], protocol: "udp", port: 53, sources: [], purpose: "" }],
            sshPort: 22,
        });
        assert.equal(udp[0]?.passed, false);
    });

    it("exposures of services", () => {
        const text =
            "→ Overall exposure level for a.service: 1.3 OK 🙂\n→ Overall exposure level for b.service: 9.6 UNSAFE 😨\n";
        const result = readExposures(text);
        assert.deepEqual(failed(result), ["b.service"]);
        assert.deepEqual(figures(result), [["Worst exposure of a service", 9.6]]);
    });

    it("pending updates", () => {
        const text = [
            "Inst openssl [3.5.0] (3.5.1 Debian-Security:13/stable-security [amd64])",
            "Inst tzdata [2026a] (2026b Debian:13.7/stable [all])",
            "lists 200000",
            "reboot",
        ].join("\n");
        assert.deepEqual(failed(readUpdates(text)), ["security-updates", "updates", "package-lists", "restart"]);
        assert.deepEqual(failed(readUpdates("lists 100")), []);
        assert.deepEqual(failed(readUpdates("")), ["package-lists"]);
    });

    it("the age of a backup, of which one from the future is none", () => {
        assert.deepEqual(failed(judgeAge(3, 26)), []);
        for (const hours of [27, -2, undefined]) assert.deepEqual(failed(judgeAge(hours, 26)), ["age"]);
    });

    it("results of OpenSCAP with the items that they are about", () => {
        const rule = (
            id: string,
            title: string,
        ) => `<Rule id="xccdf_org.ssgproject.content_rule_${id}" severity="high"><title>${title}</title>
            <reference href="https://cyber.gouv.fr/x/linux_configuration-en-v2.pdf">R33</reference>
            <reference href="https://www.cisecurity.org/cis-benchmarks/">1.2.3</reference>
            <reference href="https://www.cisecurity.org/controls/">16</reference></Rule>`;
        const outcome = (id: string, result: string) =>
            `<rule-result idref="xccdf_org.ssgproject.content_rule_${id}" severity="high"><result>${result}</result></rule-result>`;
        const xml = `<Benchmark>${rule("a", "A &lt;b&gt;")}${rule("b", "B")}${rule("c", "C")}
            <TestResult test-system="cpe:/a:redhat:openscap:1.4.2">${outcome("a", "fail")}${outcome("b", "pass")}${outcome("c", "notapplicable")}</TestResult></Benchmark>`;
        const packed = gzipSync(xml).toString("base64");
        const output = `content ssg-debian12-ds.xml\nprofile anssi_bp28_enhanced ${packed}\n`;
        const result = readOutput(output, debian13, ["cis_level1_server", "anssi_bp28_enhanced"]);
        assert.deepEqual(figures(result), [["OpenSCAP anssi_bp28_enhanced", 50]]);
        assert.deepEqual(result.findings[0], {
            ...{ rule: "a", title: "A <b>", passed: false, severity: "high", detail: "" },
            // Numbered by the edition of the release that the content is for.
            covers: ["BP28 R33", "CIS12 1.2.3"],
        });
        assert.equal(result.remarks?.length, 2);
        const own = readOutput(output.replace("debian12", "debian13"), debian13, ["anssi_bp28_enhanced"]);
        assert.deepEqual(own.remarks, []);
        assert.throws(() => readOutput("content ssg-debian11-ds.xml\n", debian13, ["x"]), /none of the profiles x/);
    });
});

describe("the script of checks", () => {
    it("gives each its own outcome, whatever the others do", async () => {
        const commands = ["true", "exit 3", "echo check-status 0; false", "echo 'it''s'; kill $$"];
        const checks = commands.map((command) => ({ by: "test", check: { title: command, command } }));
        const { stdout } = await run("sh", ["-s"], { input: checksScript(checks, "secret-marker") });
        assert.deepEqual(
            readOutcomes(stdout, "secret-marker").map(({ passed }) => passed),
            [true, false, false, false],
        );
    });
});
