import assert from "node:assert/strict";
import { dovecotJail, postfixJail } from "../../../components/host/jail";
import { bans } from "../../../components/host/services/bans";
import { directives, fileOf, planOf, problemsOf } from "./part-of-host";
import { linesOf, planWith } from "./plan-fixture";

const jailFile = "/etc/fail2ban/jail.local";
const rulesFile = "/etc/nftables.d/hardened-host-bans.nft";

describe("the service bans", () => {
    const refused: Readonly<Record<string, [settings: unknown, problem: RegExp]>> = {
        "one failure": [{ failures: 1 }, /^failures: must be a whole number from 3/],
        "bans that shrink": [{ firstBanMinutes: 60, longestBanMinutes: 30 }, /^longestBanMinutes: must not be below/],
        "an exemption that is no range": [{ exempt: ["office"] }, /^exempt\.0: must be an address range/],
    };
    for (const [what, [settings, problem]] of Object.entries(refused)) {
        it(`refuses ${what}`, () => assert.match(problemsOf(bans, settings).join("\n"), problem));
    }

    it("looks after SSH, on the port that it has, and the web edge where there is one", () => {
        const jails = (settings: object) =>
            linesOf(planWith({ bans: {}, ...settings }), jailFile).filter((line) => /^(\[|port)/.test(line));
        assert.deepEqual(jails({ ssh: { port: 2222 } }), ["[DEFAULT]", "[sshd]", "port = 2222"]);
        const edge = { tls: { domain: "example.org", issuer: "internal" }, edge: {} };
        assert.deepEqual(jails(edge), ["[DEFAULT]", "[edge]", "port = 80,443", "[sshd]", "port = 4222"]);
    });

    it("looks after what any other part names", () => {
        const claims = { jails: [dovecotJail([993, 4190]), postfixJail([465, 587])] };
        const plan = planOf(bans, {}, { claims });
        const lines = directives(fileOf(plan, jailFile));
        assert.ok(lines.includes("filter = postfix[mode=auth]"));
        assert.ok(lines.includes("filter = hardened-host-dovecot"));
        assert.ok(lines.includes("journalmatch = _SYSTEMD_UNIT=postfix.service + _SYSTEMD_UNIT=postfix@-.service"));
        const drop =
            'ip saddr @dovecot_ipv4 meta l4proto { tcp, udp } th dport { 993, 4190 } counter drop comment "banned: dovecot"';
        assert.match(fileOf(plan, rulesFile), new RegExp(drop.replaceAll(/[{}]/g, "\\$&")));
    });

    it("exempts the owner in fail2ban, and in the kernel before any ban is asked", () => {
        const plan = planWith({ trustedSources: ["192.0.2.0/24"], bans: { exempt: ["2001:db8:7::/48"] } });
        assert.ok(linesOf(plan, jailFile).includes("ignoreip = 127.0.0.0/8 ::1 192.0.2.0/24 2001:db8:7::/48"));
        const lines = linesOf(plan, rulesFile);
        const accept = lines.indexOf("ip6 saddr @exempt_ipv6 accept");
        assert.ok(accept > 0 && accept < lines.findIndex((line) => line.includes("counter drop")));
    });

    it("never empties, when it is loaded again, the sets of those who are banned", () => {
        const lines = linesOf(planWith({ bans: {} }), rulesFile).filter((line) => /^(flush|delete) /.test(line));
        assert.deepEqual(lines, [
            "flush chain inet hardened_host_bans arrivals",
            "flush set inet hardened_host_bans exempt_ipv4",
            "flush set inet hardened_host_bans exempt_ipv6",
        ]);
    });

    it("remembers a source for twice as long as the longest ban", () => {
        const lines = linesOf(planWith({ bans: { longestBanMinutes: 100 } }), "/etc/fail2ban/fail2ban.local");
        assert.ok(lines.includes("dbpurgeage = 200m"));
    });
});
