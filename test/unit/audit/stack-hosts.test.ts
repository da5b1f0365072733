import assert from "node:assert/strict";
import { readAuditOptions } from "../../../scripts/audit/options";
import { hostsUnderAudit } from "../../../scripts/audit/stack-hosts";

describe("the options of an audit", () => {
    it("are a stack, perhaps a host, profiles, examinations and a folder", () => {
        assert.deepEqual(readAuditOptions(["prod", "web-1", "--only", "lynis", "--only", "ports", "--output", "out"]), {
            ...{ stack: "prod", host: "web-1", profiles: ["cis_level1_server", "anssi_bp28_enhanced"] },
            ...{ only: ["lynis", "ports"], output: "out" },
        });
        assert.deepEqual(readAuditOptions(["prod", "--profile", "anssi_bp28_minimal"]).profiles, [
            "anssi_bp28_minimal",
        ]);
    });

    for (const [args, reason] of [
        [["prod", "--fix"], /"--fix" is not known/],
        [["prod", "--only"], /--only has no value/],
        [["prod", "--only", "nessus"], /no examination "nessus"/],
        [["prod", "--profile", "$(reboot)"], /cannot be a profile/],
    ] as const) {
        it(`refuse ${args.slice(1).join(" ")}`, () => assert.throws(() => readAuditOptions(args), reason));
    }
});

describe("the hosts under audit", () => {
    const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";
    const host = (more: object = {}) => ({
        cloud: { existing: { address: "198.51.100.7" } },
        login: { authorizedKeys: [key], ...more },
    });
    const configuration = (hosts: object) =>
        JSON.stringify({ "hardened-host:hosts": { value: JSON.stringify(hosts), secret: false } });
    const source = { file: "stacks/Pulumi.test.yaml", disk: { read: () => "", exists: () => true } };
    const shell = () => ({
        run: () => Promise.reject(new Error("not here")),
        text: () => Promise.reject(new Error("not here")),
        close: () => Promise.resolve(),
    });
    const reach = (address: string) => ({ address, sshPort: 4222, sshCommand: `ssh deploy@${address}` });

    it("are all of a stack with their own outputs, or the one that is named", () => {
        const outputs = JSON.stringify({
            address: { a: "198.51.100.1", b: "198.51.100.2" },
            sshPort: { a: 4222, b: 4222 },
            sshCommand: { a: "ssh one", b: "ssh two" },
        });
        const hosts = configuration({ a: host(), b: host({ proxyJump: "bastion.example.org" }) });
        const all = hostsUnderAudit(hosts, outputs, source, undefined, shell);
        assert.deepEqual(
            all.map(({ name, address, isBehindJump }) => [name, address, isBehindJump]),
            [
                ["a", "198.51.100.1", false],
                ["b", "198.51.100.2", true],
            ],
        );
        assert.ok(all[0]?.ownServices.includes("hardened-host-update-check.service"));
        assert.equal(hostsUnderAudit(hosts, outputs, source, "b", shell).length, 1);
        assert.throws(() => hostsUnderAudit(hosts, outputs, source, "c", shell), /no host "c"; the stack has a, b/);
    });

    it("are refused before they are made", () => {
        assert.throws(
            () => hostsUnderAudit(configuration({ a: host() }), "{}", source, undefined, shell),
            /not made yet/,
        );
        const one = hostsUnderAudit(
            configuration({ a: host() }),
            JSON.stringify(reach("198.51.100.7")),
            source,
            undefined,
            shell,
        );
        assert.equal(one[0]?.address, "198.51.100.7");
    });
});
