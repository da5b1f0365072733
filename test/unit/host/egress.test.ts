import assert from "node:assert/strict";
import { PlanConflictError } from "../../../components/host/conflicts";
import { planHost } from "../../../components/host/plan-host";
import { reachOfUrls, type Reach } from "../../../components/host/reach";
import { egress } from "../../../components/host/hardenings/egress";
import { proxy } from "../../../components/host/services/proxy";
import { hostSettings } from "../../../components/host/settings";
import { directives, fileOf, planOf, problemsOf } from "./part-of-host";

const rulesFile = "/etc/nftables.d/hardened-host-egress.nft";

const reach = (to: Reach["to"], rest: Partial<Reach> = {}): Reach => ({
    purpose: "test",
    accounts: ["alex"],
    protocol: "tcp",
    ports: [443],
    to,
    ...rest,
});

/** Rules of what leaves the host, in their order. */
function rulesFor(reaches: readonly Reach[], settings: object = {}): string[] {
    const lines = directives(fileOf(planOf(egress, settings, { claims: { reaches } }), rulesFile));
    const trimmed = lines.map((line) => line.trim()).filter((line) => !line.startsWith("#"));
    return trimmed.slice(trimmed.indexOf("chain output {") + 1);
}

const positionOf = (rules: readonly string[], pattern: RegExp) => {
    const found = rules.findIndex((rule) => pattern.test(rule));
    assert.notEqual(found, -1, `${String(pattern)} is none of\n${rules.join("\n")}`);
    return found;
};

describe("ways out of a host, as rules", () => {
    it("drop what nothing lets through, and answer who was let in before all else", () => {
        const rules = rulesFor([]);
        assert.match(rules[0] ?? "", /^type filter hook output .* policy drop;$/);
        assert.equal(rules[1], "ct state established,related accept");
        assert.match(rules[2] ?? "", /^tcp sport 4222 tcp flags & \(syn \| ack\) != syn accept$/);
        assert.equal(rules.at(-3), "goto refused");
    });

    it("let names and the public lead nowhere private, and given addresses wherever they are", () => {
        const rules = rulesFor([reach(["a.example.org"]), reach("public", { purpose: "all" }), reach(["10.1.2.3"])]);
        const closed = positionOf(rules, /^ip daddr @closed_ipv4 ip daddr != @allowed_private_ipv4 goto refused$/);
        assert.ok(positionOf(rules, /ip daddr 10\.1\.2\.3 tcp dport 443/) < closed);
        assert.ok(positionOf(rules, /ip daddr @names_1_ipv4 tcp dport 443/) > closed);
        assert.ok(positionOf(rules, /tcp dport 443 counter accept comment "all"/) > closed);
    });

    it("let only names lead into allowedPrivateRanges, and not the public", () => {
        const rules = rulesFor([reach(["a.example.org"]), reach("public", { purpose: "all" })], {
            allowedPrivateRanges: ["10.9.0.0/16"],
        });
        const strictly = positionOf(rules, /^ip daddr @closed_ipv4 goto refused$/);
        assert.ok(positionOf(rules, /@names_1_ipv4/) < strictly);
        assert.ok(positionOf(rules, /comment "all"/) > strictly);
    });

    it("let through what would be refused, and write it down, where they are only reported", () => {
        const chainOf = (settings: object) => {
            const text = fileOf(planOf(egress, settings), rulesFile);
            return /chain refused \{([^]*?)\n {4}\}/.exec(text)?.[1] ?? "";
        };
        assert.match(chainOf({ policy: "reported", logDropped: false }), /log prefix[^]*counter accept/);
        assert.doesNotMatch(chainOf({ policy: "reported" }), /reject|drop/);
        assert.doesNotMatch(chainOf({}), /accept/);
    });

    it("leave port 25 to whoever names it", () => {
        const rules = rulesFor([reach("public", { ports: [] }), reach("public", { ports: [25], purpose: "mail" })]);
        assert.ok(rules.some((rule) => /tcp dport != 25 counter accept comment "test"/.test(rule)));
        assert.ok(rules.some((rule) => /tcp dport 25 counter accept comment "mail"/.test(rule)));
    });

    it("name no account but by number, so that they load on a host without it", () => {
        const text = fileOf(planOf(egress, {}, { claims: { reaches: [reach("public")] } }), rulesFile);
        const rules = text.split("\n").filter((line) => !line.trim().startsWith("#"));
        assert.ok(!rules.some((line) => line.includes("alex")), text);
    });

    it("give equal accounts and names one set, and different ones two", () => {
        const list = fileOf(
            planOf(
                egress,
                {},
                {
                    claims: {
                        reaches: [
                            reach(["b.example.org", "a.example.org"]),
                            reach(["a.example.org", "b.example.org"], { ports: [80] }),
                            reach(["c.example.org"], { accounts: ["robin"] }),
                        ],
                    },
                },
            ),
            "/etc/hardened-host/egress",
        );
        const members = directives(list).filter((line) => !line.startsWith("set "));
        assert.deepEqual(members, [
            "account accounts_1 alex",
            "account accounts_2 robin",
            "name names_1 a.example.org",
            "name names_1 b.example.org",
            "name names_2 c.example.org",
        ]);
    });

    it("know the port and the redirections of a download", () => {
        const ways = reachOfUrls("x", "root", ["https://github.com/a/b", "http://[2001:db8::1]:8080/c"]);
        assert.deepEqual(
            ways.map(({ ports, to }) => [ports, to]),
            [
                [[443], ["github.com", "objects.githubusercontent.com", "release-assets.githubusercontent.com"]],
                [[8080], ["2001:db8::1"]],
            ],
        );
    });

    it("refuse destinations and ports that are none", () => {
        const allowed = (extra: object) => ({
            allowed: [{ purpose: "x", accounts: ["alex"], ports: [1], to: ["a.org"], ...extra }],
        });
        for (const to of ["1.2.3", "a b", "10.0.0.0/33", "-a.example.org", "fe80::1%eth0", "$(id)"])
            assert.match(problemsOf(egress, allowed({ to: [to] })).join(), /must be a host name, an address/, to);
        for (const port of [0, 65_536, "9-8", "1-70000", "x"])
            assert.match(problemsOf(egress, allowed({ ports: [port] })).join(), /must be/, String(port));
        assert.match(problemsOf(egress, allowed({ accounts: ["a;b"] })).join(), /must be the name of an account/);
    });
});

describe("the proxy of a host", () => {
    const client = {
        name: "fetcher",
        allowedDomains: ["example.org", "www.example.org"],
        deniedDomains: ["bad.example.org"],
    };
    const configured = (clients = [client]) =>
        directives(
            fileOf(
                planOf(proxy, { deniedDomains: ["evil.example"] }, { claims: { proxyClients: clients } }),
                "/etc/squid/squid.conf",
            ),
        );

    it("listens on the loopback address only, on a port for each program", () => {
        const ports = configured([client, { ...client, name: "other" }]).filter((line) => line.startsWith("http_port"));
        assert.deepEqual(ports, ["http_port 127.0.0.1:3140 name=fetcher", "http_port 127.0.0.1:3141 name=other"]);
    });

    it("decides by names before it looks one up, by addresses after, and lets nothing else through", () => {
        const rules = configured().filter((line) => line.startsWith("http_access"));
        assert.deepEqual(rules, [
            "http_access deny !web_ports",
            "http_access deny CONNECT !tls_ports",
            "http_access deny !named",
            "http_access deny denied",
            "http_access deny of_fetcher denied_fetcher",
            "http_access deny of_fetcher !allowed_fetcher",
            "http_access deny of_fetcher closed",
            "http_access allow of_fetcher",
            "http_access deny all",
        ]);
        assert.ok(configured().includes("acl allowed_fetcher dstdomain -n .example.org"));
    });

    it("is needed by a program that asks for it, and needs the rules itself", () => {
        const service = {
            fetcher: { description: "x", source: { debian: { name: "curl" } }, command: ["/bin/true"], proxy: {} },
        };
        const plan = (settings: object) =>
            planHost("chat-1", { user: "deploy", authorizedKeys: ["ssh-ed25519 AAAA"] }, hostSettings.parse(settings));
        const missing = (settings: object) => {
            try {
                plan(settings);
            } catch (error) {
                if (error instanceof PlanConflictError) return error.conflicts.map(({ sides }) => sides);
                throw error;
            }
            return [];
        };
        assert.deepEqual(missing({ apps: { service } }), [["apps.service", "proxy"]]);
        for (const policy of ["open", "reported"])
            assert.deepEqual(missing({ apps: { service }, proxy: {}, egress: { policy } }), [["egress", "proxy"]]);
        assert.deepEqual(missing({ apps: { service }, proxy: {} }), []);
    });
});
