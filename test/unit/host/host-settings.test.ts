import assert from "node:assert/strict";
import { PlanConflictError } from "../../../components/host/conflicts";
import { hardeningIds } from "../../../components/host/hardenings/index";
import { hostChecks, planHost } from "../../../components/host/plan-host";
import { hostFacts, hostSettings } from "../../../components/host/settings";

const login = { user: "deploy", authorizedKeys: ["ssh-ed25519 AAAA"] };

function problemsOf(settings: unknown): string[] {
    const result = hostSettings.safeParse(settings);
    return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("hostSettings", () => {
    it("need nothing, and have a part for each hardening", () => {
        const settings = hostSettings.parse({});
        for (const id of hardeningIds) assert.equal(typeof settings[id], "object");
        assert.equal(settings.distribution, "debian-13");
    });

    it("refuse an opening on the port of SSH, and say which", () => {
        const settings = { ssh: { port: 8443 }, firewall: { openings: [{ port: 8443, purpose: "web" }] } };
        assert.deepEqual(problemsOf(settings), ["firewall.openings.0.port: must not overlap opening 8443/tcp (SSH)"]);
    });

    it("refuse a range that takes in the port of SSH", () => {
        const openings = [{ port: 4000, portEnd: 5000, purpose: "many" }];
        assert.equal(problemsOf({ firewall: { openings } }).length, 1);
    });

    it("refuse the same opening twice", () => {
        const web = { port: 443, purpose: "web" };
        assert.match(
            problemsOf({ firewall: { openings: [web, web] } })[0] ?? "",
            /openings\.1\.port: .*443\/tcp \(web\)/,
        );
    });

    it("take the port of SSH for UDP", () => {
        assert.deepEqual(problemsOf({ firewall: { openings: [{ protocol: "udp", port: 4222, purpose: "x" }] } }), []);
    });

    it("refuse quotes in a purpose, which nft could not escape", () => {
        assert.equal(problemsOf({ firewall: { openings: [{ port: 1, purpose: 'a"; flush ruleset; "' }] } }).length, 1);
    });
});

describe("hostFacts", () => {
    it("name the distribution as apt does, the port of SSH and who logs in", () => {
        const settings = hostSettings.parse({
            distribution: "ubuntu-24.04",
            ssh: { port: 22 },
            trustedSources: ["10.0.0.0/8"],
        });
        assert.deepEqual(hostFacts("chat-1", login, settings), {
            hostname: "chat-1",
            distribution: { id: "ubuntu", version: "24.04", codename: "noble" },
            sshPort: 22,
            loginUsers: { deploy: { authorizedKeys: ["ssh-ed25519 AAAA"] } },
            loginGroup: "ssh-login",
            trustedSources: ["10.0.0.0/8"],
        });
    });
});

describe("planHost", () => {
    it("gives every hardening what the others claim: the firewall opens the port of SSH", () => {
        const { openings, files } = planHost("chat-1", login, hostSettings.parse({ ssh: { port: 2022 } }));
        assert.deepEqual(
            openings.map(({ port, purpose }) => `${port} ${purpose}`),
            ["2022 SSH"],
        );
        assert.match(files["/etc/nftables.conf"]?.content ?? "", /tcp dport 2022 counter accept/);
    });

    it("names both parts that ask for one port", () => {
        // The settings' own check is passed by, as an app's opening would.
        const settings = hostSettings.parse({});
        const web = { protocol: "tcp" as const, port: 4222, sources: [], purpose: "web" };
        const colliding = { ...settings, firewall: { ...settings.firewall, openings: [web] } };
        assert.throws(
            () => planHost("chat-1", login, colliding),
            (error) => error instanceof PlanConflictError && /firewall and by ssh/.test(error.message),
        );
    });

    it("changes nothing between two calls", () => {
        const settings = hostSettings.parse({});
        assert.equal(
            JSON.stringify(planHost("chat-1", login, settings)),
            JSON.stringify(planHost("chat-1", login, settings)),
        );
    });

    it("comes with checks of every hardening", () => {
        const checks = hostChecks("chat-1", login, hostSettings.parse({}));
        assert.deepEqual([...new Set(checks.map(({ by }) => by))], hardeningIds);
    });
});
