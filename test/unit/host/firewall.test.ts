import assert from "node:assert/strict";
import { linesOf, planWith } from "./plan-fixture";

const rules = (settings: object = {}) => linesOf(planWith(settings), "/etc/nftables.conf");

describe("the firewall hardening", () => {
    it("never touches the tables of others, nor what is forwarded", () => {
        const lines = rules();
        assert.ok(!lines.some((line) => line.includes("flush ruleset") || line.includes("hook forward")));
        for (const line of lines.filter((text) => /^(delete )?table /.test(text))) {
            assert.match(line, /^(delete )?table inet hardened_host(_egress|_bans|_blocklists)?( \{)?$/);
        }
    });

    it("opens the plan's openings and nothing else", () => {
        const plan = planWith({ firewall: { openings: [{ port: 443, purpose: "web" }] } });
        const accepted = linesOf(plan, "/etc/nftables.conf").filter((line) =>
            /^(tcp|udp) dport \S+ counter accept/.test(line),
        );
        assert.deepEqual(accepted, [
            'tcp dport 443 counter accept comment "web"',
            'tcp dport 4222 counter accept comment "SSH"',
        ]);
        assert.deepEqual(
            plan.openings.map(({ port }) => port),
            [443, 4222],
        );
    });

    it("gives each address family its own sources", () => {
        const opening = { port: 5432, purpose: "database", sources: ["10.0.0.0/8", "2001:db8::/32", "192.0.2.1/32"] };
        const lines = rules({ firewall: { openings: [opening] } }).filter((line) =>
            line.includes("dport 5432 counter"),
        );
        assert.deepEqual(lines, [
            'ip saddr { 10.0.0.0/8, 192.0.2.1/32 } tcp dport 5432 counter accept comment "database"',
            'ip6 saddr 2001:db8::/32 tcp dport 5432 counter accept comment "database"',
        ]);
    });

    it("opens nothing to IPv6 where only IPv4 sources are named", () => {
        const opening = { port: 5432, purpose: "database", sources: ["10.0.0.0/8"] };
        const lines = rules({ firewall: { openings: [opening] } }).filter((line) =>
            line.includes("dport 5432 counter"),
        );
        assert.equal(lines.length, 1);
        assert.match(lines[0] ?? "", /^ip saddr 10\.0\.0\.0\/8 /);
    });

    it("takes a port range", () => {
        const opening = { protocol: "udp", port: 5000, portEnd: 5010, purpose: "calls" };
        assert.ok(
            rules({ firewall: { openings: [opening] } }).includes('udp dport 5000-5010 counter accept comment "calls"'),
        );
    });

    const rates: readonly [number, number, string][] = [
        [5, 10, "30/minute burst 5 "],
        [10, 5, "2/second burst 10 "],
        [3, 3600, "3/hour burst 3 "],
        [5, 7, "61714/day burst 5 "],
    ];
    for (const [connections, perSeconds, rate] of rates) {
        it(`never lets more than ${connections} in ${perSeconds} s through in the long run`, () => {
            const limits = rules({ ssh: { rateLimit: { connections, perSeconds } } }).filter((line) =>
                line.includes("limit rate over"),
            );
            assert.equal(limits.length, 2);
            for (const line of limits) assert.ok(line.includes(`limit rate over ${rate}`), line);
        });
    }

    it("exempts trusted sources of each family from the limit alone", () => {
        const lines = rules({ trustedSources: ["192.0.2.0/24"] });
        const limits = lines.filter((line) => line.includes("limit rate over"));
        assert.match(limits[0] ?? "", /ip saddr != @trusted_ipv4 /);
        assert.doesNotMatch(limits[1] ?? "", /trusted/);
    });

    it("limits before it accepts", () => {
        const lines = rules();
        const limit = lines.findIndex((line) => line.includes("limit rate over"));
        const accept = lines.findIndex((line) => line.startsWith("tcp dport 4222"));
        assert.ok(limit >= 0 && limit < accept);
    });

    it("counts the connections of each source: 50 to ports of mail, 5000 to others, as an opening says to its own", () => {
        const openings = [
            { port: 993, purpose: "mail" },
            { port: 443, purpose: "web" },
            { port: 7000, purpose: "own", connectionsPerSource: 7 },
            { protocol: "udp", port: 3478, purpose: "calls" },
        ];
        const limits = rules({ firewall: { openings } }).flatMap(
            (line) => /nfproto ipv4 tcp dport (.*) ct state new add .* ct count over (\d+) /.exec(line)?.slice(1) ?? [],
        );
        assert.deepEqual(limits, ["7000", "7", "993", "50", "{ 443, 4222 }", "5000"]);
    });

    it("says nothing of what goes out, which is another table's", () => {
        assert.ok(!rules().some((line) => line.includes("hook output")));
    });

    it("is never stopped nor restarted by a change, and stopping it would not flush anything", () => {
        const plan = planWith();
        assert.equal(plan.units["nftables.service"]?.onChange, "reload");
        const dropIn = linesOf(plan, "/etc/systemd/system/nftables.service.d/hardened-host.conf");
        assert.deepEqual(dropIn, ["[Service]", "ExecStop="]);
    });
});
