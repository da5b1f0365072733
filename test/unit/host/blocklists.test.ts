import assert from "node:assert/strict";
import { PlanConflictError } from "../../../components/host/conflicts";
import { blocklists } from "../../../components/host/services/blocklists";
import { rangesOverlap } from "../../../components/host/values";
import { problemsOf } from "./part-of-host";
import { linesOf, planWith } from "./plan-fixture";

const rulesFile = "/etc/nftables.d/hardened-host-blocklists.nft";

describe("the service blocklists", () => {
    const refused: Readonly<Record<string, [settings: unknown, problem: RegExp]>> = {
        "everything as a denied range": [{ denied: ["0.0.0.0/0"] }, /^denied\.0: must not be wider than \/8/],
        "half of IPv6 as a denied range": [{ denied: ["8000::/1"] }, /^denied\.0: must not be wider than/],
        "a list by plain HTTP": [
            { lists: { drop: { url: "http://lists.example.org/drop" } } },
            /must be an https address/,
        ],
        "a list with a password": [{ lists: { drop: { url: "https://a:b@lists.example.org/x" } } }, /https address/],
        "a list's name that is no name of a set": [{ lists: { "a b": { url: "https://l.example.org/x" } } }, /^lists/],
        "a country by its name": [{ countries: [{ ports: [443], allowed: ["Germany"] }] }, /two capital letters/],
        "countries that are allowed and denied": [
            { countries: [{ ports: [443], allowed: ["DE"], denied: ["AT"] }] },
            /exactly one of allowed and denied/,
        ],
    };
    for (const [what, [settings, problem]] of Object.entries(refused)) {
        it(`refuses ${what}`, () => assert.match(problemsOf(blocklists, settings).join("\n"), problem));
    }

    it("refuses to deny whom the same settings trust, and ports that nobody can reach", () => {
        const settings = {
            trustedSources: ["203.0.113.64/26"],
            blocklists: { denied: ["203.0.113.0/24"], countries: [{ ports: [8443], denied: ["DE"] }] },
        };
        assert.throws(
            () => planWith(settings),
            (error) => {
                assert.ok(error instanceof PlanConflictError);
                const said = error.conflicts.map(({ setting, what }) => `${setting}: ${what}`).join("\n");
                assert.match(said, /blocklists\.denied\[0\]: 203\.0\.113\.0\/24 covers 203\.0\.113\.64\/26/);
                assert.match(said, /blocklists\.countries\[0\]\.ports: 8443\/tcp is not open on this host/);
                return true;
            },
        );
    });

    it("lets trusted sources and deployers pass before any list is asked", () => {
        const lists = { drop: { url: "https://lists.example.org/drop" } };
        const lines = linesOf(planWith({ trustedSources: ["192.0.2.0/24"], blocklists: { lists } }), rulesFile);
        const place = (start: string) => lines.findIndex((line) => line.startsWith(start));
        assert.ok(place("ip saddr @allowed_ipv4 accept") < place("ip saddr @deployers_ipv4 accept"));
        assert.ok(place("ip saddr @deployers_ipv4 accept") < place("ip saddr @denied_ipv4 counter drop"));
        assert.ok(place("ip saddr @denied_ipv4 counter drop") < place("ip saddr @list_drop_ipv4 counter drop"));
        assert.ok(lines.includes("elements = { 192.0.2.0/24 }"));
    });

    it("never empties, when it is loaded again, what was downloaded", () => {
        const lists = { drop: { url: "https://lists.example.org/drop" } };
        const lines = linesOf(
            planWith({ blocklists: { lists, countries: [{ ports: [4222], allowed: ["DE"] }] } }),
            rulesFile,
        );
        const emptied = lines.filter((line) => /^(flush|delete|destroy) /.test(line));
        assert.ok(emptied.length > 0);
        for (const line of emptied) assert.doesNotMatch(line, /list_|countries|deployers|table/);
    });

    it("asks for a way out to each list, and installs the data of countries only for countries", () => {
        const lists = { drop: { url: "https://lists.example.org:8443/drop" } };
        const plan = planWith({ egress: {}, blocklists: { lists } });
        assert.match(plan.files["/etc/hardened-host/egress"]?.content ?? "", /name names_\d+ lists\.example\.org/);
        assert.ok(!plan.packages.includes("tor-geoipdb"));
        const other = planWith({ blocklists: { countries: [{ ports: [4222], allowed: ["DE"] }] } });
        assert.ok(other.packages.includes("tor-geoipdb"));
        assert.deepEqual(other.units["tor.service"], { masked: true });
    });

    it("goes with its table where the settings do not name it any more", () => {
        const gone = "delete table inet hardened_host_blocklists";
        assert.ok(linesOf(planWith({}), "/etc/nftables.conf").includes(gone));
        assert.ok(!linesOf(planWith({ blocklists: {} }), "/etc/nftables.conf").includes(gone));
    });
});

describe("two ranges", () => {
    const pairs: readonly [string, string, boolean][] = [
        ["203.0.113.0/24", "203.0.113.7/32", true],
        ["203.0.113.7/32", "203.0.113.0/24", true],
        ["203.0.113.0/25", "203.0.113.128/25", false],
        ["::/0", "203.0.113.7/32", false],
        ["2001:db8::/32", "2001:db8:7::/48", true],
        ["2001:db8::/48", "2001:db8:7::/48", false],
    ];
    for (const [a, b, overlap] of pairs) {
        it(`${a} and ${b} ${overlap ? "have" : "do not have"} addresses in common`, () =>
            assert.equal(rangesOverlap(a, b), overlap));
    }
});
