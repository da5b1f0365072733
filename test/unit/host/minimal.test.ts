import assert from "node:assert/strict";
import { minimal } from "../../../components/host/hardenings/minimal";
import { factsOf, fileOf, planOf, problemsOf, ubuntu2404 } from "./part-of-host";

describe("a minimal host", () => {
    it("loses programs that speak in the clear, and Ubuntu its crash reporter", () => {
        assert.ok(planOf(minimal).removedPackages?.includes("telnet"));
        assert.equal(planOf(minimal).removedPackages?.includes("apport"), false);
        assert.ok(planOf(minimal, {}, { distribution: ubuntu2404 }).removedPackages?.includes("apport"));
    });

    it("keeps a package that is asked for, and does not check for its absence", () => {
        const settings = { keepPackages: ["rpcbind"] };
        assert.equal(planOf(minimal, settings).removedPackages?.includes("rpcbind"), false);
        const commands = minimal.checks(minimal.settings.parse(settings), factsOf()).map(({ command }) => command);
        assert.doesNotMatch(commands.join("\n"), /rpcbind/);
    });

    it("shows a warning before login, without a word about the system", () => {
        for (const path of ["/etc/issue", "/etc/issue.net"]) {
            const text = fileOf(planOf(minimal), path);
            assert.match(text, /prohibited/);
            assert.doesNotMatch(text, /Debian|hardened-host|\\/);
        }
        assert.equal(fileOf(planOf(minimal, { banner: ["Keep out"] }), "/etc/issue"), "Keep out\n");
    });

    it("lets root alone have jobs, and others by name", () => {
        const file = planOf(minimal).files?.["/etc/cron.allow"];
        assert.deepEqual([file?.content, file?.mode], ["root\n", "0600"]);
        const shared = planOf(minimal, { cronUsers: ["backup"] }).files?.["/etc/cron.allow"];
        assert.deepEqual([shared?.content, shared?.mode], ["root\nbackup\n", "0644"]);
    });

    it("keeps time by one daemon", () => {
        assert.deepEqual(planOf(minimal).packages, ["systemd-timesyncd"]);
        const signed = planOf(minimal, { timeSync: { protocol: "nts" } });
        assert.deepEqual(signed.packages, ["chrony"]);
        assert.equal(signed.units?.["systemd-timesyncd.service"], undefined);
        assert.match(fileOf(signed, "/etc/chrony/chrony.conf"), /^server time\.cloudflare\.com iburst nts$/m);
    });

    it("does not ask for two agreeing servers when there is one", () => {
        const settings = { timeSync: { protocol: "nts", servers: ["time.example.org"] } };
        assert.match(fileOf(planOf(minimal, settings), "/etc/chrony/chrony.conf"), /^minsources 1$/m);
    });

    const refused: readonly [string, unknown, RegExp][] = [
        ["a banner with a line break", { banner: ["a\nb"] }, /banner\.0: must be one line/],
        ["a package name with shell characters", { keepPackages: ["a;b"] }, /must be the name of a Debian package/],
        ["an account that begins with a dash", { cronUsers: ["-x"] }, /must be the name of an account/],
        ["a time server with a space", { timeSync: { servers: ["a b"] } }, /must be a host name or an address/],
    ];
    for (const [name, settings, problem] of refused) {
        it(`refuses ${name}`, () => assert.match(problemsOf(minimal, settings).join("\n"), problem));
    }
});
