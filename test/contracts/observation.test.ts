import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planHost } from "../../components/host/plan-host";
import { hostSettings } from "../../components/host/settings";
import { remoteText } from "../../provider/host-configuration/host-programs";
import { notInForce } from "../../provider/host-configuration/in-force";
import { unexpectedListeners } from "../../provider/host-configuration/in-force/listeners";
import { foreignFilterTables, rulesFile } from "../../provider/host-configuration/in-force/rules";
import type { Observation } from "../../provider/host-configuration/observation";
import { parseObservation } from "../../provider/host-configuration/observation-parser";
import { observationRequest } from "../../provider/host-configuration/observation-request";
import { desired, rootOwned } from "../unit/host-configuration/fixtures";
import { namespaceObstacle, NetworkPair } from "./network-namespaces";

const obstacle = namespaceObstacle();
const login = { user: "deploy", authorizedKeys: ["ssh-ed25519 AAAA"] };
const settings = hostSettings.parse({ trustedSources: ["192.0.2.0/24", "2001:db8::/64"] });
const rules = planHost("demo", login, settings).files[rulesFile]?.content ?? "";
const parameterFile = "/etc/sysctl.d/hardened-host-test.conf";
const parameters = "net.ipv4.conf.*.accept_redirects = 0\nnet.ipv4.no_such_parameter = 1\n";

(obstacle === undefined ? describe : describe.skip)(
    `observation of this very machine${obstacle ? ` (skipped: ${obstacle})` : ""}`,
    function () {
        this.timeout(30_000);
        let pair: NetworkPair;
        let work: string;

        const inside = (script: string) => pair.run(pair.host, "sh", ["-ec", script]);
        const files = {
            [rulesFile]: { content: rules, ...rootOwned },
            [parameterFile]: { content: parameters, ...rootOwned },
        };

        /** Runs the real script in the namespace; what it is told to look at lies in the work folder. */
        function observe(): Observation {
            const own = join(work, "own.d");
            const managed = { [join(own, "planned")]: { content: "planned\n", ...rootOwned } };
            const folders = { [own]: { ...rootOwned, mode: "0755", exclusive: true } };
            const part = desired({ files: { ...files, ...managed }, folders });
            const request = new Map(observationRequest(part, []))
                .set("run", remoteText("observe.sh"))
                .set("exposure.sh", remoteText("exposure.sh"))
                .set("rules-file", `${join(work, "nftables.conf")}\n`);
            for (const [name, content] of request) writeFileSync(join(work, name), content);
            const output = pair.run(pair.host, "sh", ["-c", `cd '${work}' && sh ./run`]);
            return parseObservation(output.split("\n"), []) ?? assert.fail(output);
        }

        const differences = (host: Observation) => Object.fromEntries(notInForce(files, host));

        before(() => {
            pair = NetworkPair.create(["192.0.2.1/24"], ["192.0.2.2/24"]);
            work = mkdtempSync(join(tmpdir(), "hardened-host-observation-"));
            writeFileSync(join(work, "nftables.conf"), rules);
        });

        beforeEach(() => {
            rmSync(join(work, "own.d"), { recursive: true, force: true });
            mkdirSync(join(work, "own.d"), { mode: 0o755 });
            writeFileSync(join(work, "own.d", "planned"), "planned\n", { mode: 0o644 });
            inside(`nft flush ruleset; nft -f '${work}/nftables.conf'
                for f in /proc/sys/net/ipv4/conf/*/accept_redirects; do echo 0 >"$f"; done`);
        });

        after(() => {
            pair.destroy();
            rmSync(work, { recursive: true });
        });

        it("finds nothing where rules and parameters are as planned, whatever the rules have counted and learnt", () => {
            inside("ping -q -c 1 127.0.0.1 >/dev/null 2>&1 || :");
            inside("nft add element inet hardened_host tcp_4222_ipv4 '{ 192.0.2.9 timeout 60s }'");
            inside(
                "nft add element inet hardened_host tcp_4222_ipv4 '{ 192.0.2.10 timeout 60s, 192.0.2.11 timeout 60s }'",
            );
            const host = observe();
            assert.ok(host.rulesInFile.some((line) => line.includes("tcp dport 4222")));
            assert.ok(host.kernelParameters.size >= 3);
            assert.deepEqual(differences(host), {});
            assert.deepEqual([...host.strangers.keys()], []);
        });

        it("finds a rule let in, a rule taken out, a changed parameter and a table of someone else", () => {
            inside("nft insert rule inet hardened_host input tcp dport 23 accept");
            inside(`handle=$(nft -a list chain inet hardened_host input | sed -n 's/.*dropped by policy.*handle //p')
                nft delete rule inet hardened_host input handle "$handle"`);
            inside("echo 1 >/proc/sys/net/ipv4/conf/lo/accept_redirects");
            inside("nft 'add table ip foreign; add chain ip foreign in { type filter hook input priority 5; }'");
            const host = observe();
            assert.deepEqual(differences(host), {
                [parameterFile]: ["net.ipv4.conf.lo.accept_redirects = 1"],
                [rulesFile]: [
                    'not in force: table inet hardened_host, chain input, counter comment "dropped by policy"',
                    "in force, but not in this file: table inet hardened_host, chain input, tcp dport 23 accept",
                ],
            });
            assert.deepEqual(foreignFilterTables(host.chains, files), ["ip foreign (chain in: filter hook input)"]);
        });

        it("finds that a table is gone", () => {
            inside("nft flush ruleset");
            assert.deepEqual(differences(observe()), { [rulesFile]: ["table inet hardened_host is not in force"] });
        });

        it("leaves the rules in force alone", () => {
            inside("nft insert rule inet hardened_host input tcp dport 23 accept");
            const before = inside("nft list ruleset; cat /proc/sys/net/ipv4/conf/*/accept_redirects");
            observe();
            assert.equal(inside("nft list ruleset; cat /proc/sys/net/ipv4/conf/*/accept_redirects"), before);
        });

        it("names a socket that waits for the outside, with its process", async () => {
            await pair.serve(pair.host, 8080);
            const [listener = ""] = unexpectedListeners(observe().listeners, []);
            assert.match(listener, /^tcp (\[::\]|\*):8080 of (node|MainThread)/);
            const opening = { protocol: "tcp" as const, port: 8080, sources: [], purpose: "web" };
            assert.deepEqual(unexpectedListeners(observe().listeners, [opening]), []);
        });

        it("sees strangers of any name, their content, and where links lead", () => {
            const own = join(work, "own.d");
            for (const name of ["a b", "-rf", "line\nend", "back\\slash", "é"]) writeFileSync(join(own, name), name);
            symlinkSync("/etc/shadow", join(own, "link"));
            execFileSync("mkfifo", [join(own, "fifo")]);
            const { strangers } = observe();
            assert.deepEqual(
                [...strangers]
                    .map(([path, { content, target }]) => [path.slice(own.length + 1), content ?? target])
                    .sort(),
                [
                    ["-rf", "-rf"],
                    ["a b", "a b"],
                    [String.raw`back\134slash`, "back\\slash"],
                    ["fifo", undefined],
                    [String.raw`line\012end`, "line\nend"],
                    ["link", "/etc/shadow"],
                    ["é", "é"],
                ],
            );
        });

        it("does not look behind a link in the place of a managed folder or file", () => {
            const own = join(work, "own.d");
            rmSync(own, { recursive: true });
            symlinkSync("/etc", own);
            const host = observe();
            assert.deepEqual([host.paths.get(own)?.type, host.paths.get(own)?.target], ["link", "/etc"]);
            assert.equal(host.strangers.size, 0);
            rmSync(own);
            mkdirSync(own);
            symlinkSync("/etc/passwd", join(own, "planned"));
            const file = observe().paths.get(join(own, "planned"));
            assert.deepEqual([file?.type, file?.target, file?.content], ["link", "/etc/passwd", undefined]);
        });
    },
);
