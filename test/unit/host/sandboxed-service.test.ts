import assert from "node:assert/strict";
import { parse } from "yaml";
import { service } from "../../../components/host/apps/service";
import { systemdArgument } from "../../../components/host/formats/systemd";
import { renderYaml } from "../../../components/host/formats/yaml";
import { versionFolder } from "../../../components/host/program-source";
import { explainLoosening, looseningNames, sandboxDirectives } from "../../../components/host/sandbox";
import type { Loosening, SandboxNeeds } from "../../../components/host/sandbox";
import { problemsOf } from "./part-of-host";

const strict: SandboxNeeds = { network: { kind: "none" }, loosen: {}, memoryMaxMib: 64, tasksMax: 8, openFilesMax: 64 };

describe("a sandbox", () => {
    it("has nothing but what is named", () => {
        const directives = sandboxDirectives(strict);
        assert.equal(directives["PrivateNetwork"], true);
        assert.equal(directives["RestrictAddressFamilies"], "AF_UNIX");
        assert.equal(directives["CapabilityBoundingSet"], "");
        assert.equal(directives["MemoryMax"], "64M");
    });

    it("reaches the addresses that are named, and no others", () => {
        const network = { kind: "host", allowed: ["203.0.113.0/24", "2001:db8::/32"] } as const;
        const { IPAddressDeny, IPAddressAllow, PrivateNetwork } = sandboxDirectives({ ...strict, network });
        assert.deepEqual(
            [IPAddressDeny, IPAddressAllow, PrivateNetwork],
            ["any", "203.0.113.0/24 2001:db8::/32", false],
        );
    });

    const changed: Readonly<Record<Loosening, readonly string[]>> = {
        writableExecutableMemory: ["MemoryDenyWriteExecute"],
        systemInformation: ["ProcSubset"],
        ownPriority: ["SystemCallFilter"],
        ownFiles: ["SystemCallFilter"],
        networkInterfaces: ["RestrictAddressFamilies"],
    };
    for (const name of looseningNames) {
        it(`is loosened by ${name} in one place, and says why`, () => {
            const needs: SandboxNeeds = { ...strict, network: { kind: "own-loopback" } };
            const loose: SandboxNeeds = { ...needs, loosen: { [name]: "it has its reasons" } };
            const [before, after] = [sandboxDirectives(needs), sandboxDirectives(loose)];
            const differing = Object.keys(after).filter(
                (key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]),
            );
            assert.deepEqual(differing, changed[name]);
            assert.match(explainLoosening(loose), new RegExp(`loosened: ${name} \\(it has its reasons\\)`));
        });
    }

    it("may be loosened in two ways at once that concern the same directive", () => {
        const loosen = { ownPriority: "it has its reasons", ownFiles: "it has its reasons" };
        assert.deepEqual(sandboxDirectives({ ...strict, loosen })["SystemCallFilter"], [
            "@system-service",
            "~@privileged",
            "@chown",
        ]);
    });
});

describe("the settings of a service", () => {
    const wiki = { description: "A wiki", source: { debian: { name: "wiki" } }, command: ["/usr/bin/wiki"] };

    it("name one source, and give a reason for what is loosened", () => {
        const archive = { url: "https://files.example.org/x.tar", sha256: "0".repeat(64), version: "1" };
        const twice = { wiki: { ...wiki, source: { ...wiki.source, archive }, loosen: { ownFiles: "so" } } };
        assert.deepEqual(problemsOf(service, twice), [
            "wiki.source: must name exactly one of debian, archive, pypi, npm and build",
            "wiki.loosen.ownFiles: must say why, in at least 8 characters",
        ]);
    });

    it("take no name of the system's, no download without a digest and no site without a port", () => {
        assert.match(problemsOf(service, { "www-data": wiki }).join(), /^www-data: Invalid key in record/);
        const loose = { wiki: { ...wiki, source: { pypi: { version: "1", requirements: ["wiki==1"] } } } };
        assert.match(problemsOf(service, loose).join(), /at least one --hash=sha256/);
        assert.match(
            problemsOf(service, { wiki: { ...wiki, hostNames: ["wiki.example.org"] } }).join(),
            /wiki\.port: must be given/,
        );
    });
});

describe("the folder of a version", () => {
    const archive = {
        url: "https://a.example.org/x.tar",
        sha256: "0".repeat(64),
        version: "1",
        format: "tar",
        stripComponents: 1,
    } as const;

    it("is another for another content, and the same wherever it was downloaded", () => {
        const first = versionFolder("wiki", { archive });
        assert.equal(versionFolder("wiki", { archive: { ...archive, url: "https://b.example.org/y.tar" } }), first);
        assert.notEqual(versionFolder("wiki", { archive: { ...archive, sha256: "1".repeat(64) } }), first);
    });
});

describe("text for other programs", () => {
    it("is YAML that a parser of YAML takes for the same data", () => {
        const data = {
            "with space": {
                list: ["yes", "no: x", "# none", 'a "b"', "", 3, true, { deep: [["a"], {}], more: "x" }],
                none: {},
            },
            empty: [],
            number: 1e6,
        };
        assert.deepEqual(parse(renderYaml(data)), data);
    });

    it("is an argument that systemd takes as it is", () => {
        const text = 'a "b" \\ 100% of $HOME';
        assert.equal(systemdArgument(text), String.raw`"a \"b\" \\ 100%% of $$HOME"`);
        assert.equal(systemdArgument("--plain=1"), "--plain=1");
    });
});
