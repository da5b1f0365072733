import assert from "node:assert/strict";
import { renderFirstBoot } from "../../../components/delivery/first-boot";
import { PlanConflictError } from "../../../components/host/conflicts";
import { hostChecks, planHost } from "../../../components/host/plan-host";
import { hostSettings } from "../../../components/host/settings";
import { problemsOf } from "./part-of-host";
import { cloudron } from "../../../components/host/apps/cloudron";

const login = { user: "deploy", authorizedKeys: ["ssh-ed25519 AAAA"] };
const setup = { version: "8.3.2", setup: { sha256: "0".repeat(64) } };
const good = { distribution: "ubuntu-24.04", ssh: { port: 202 }, apps: { cloudron: setup } };

const planOf = (settings: object) => planHost("apps-1", login, hostSettings.parse({ ...good, ...settings }));

function conflictsOf(settings: object): string[] {
    try {
        planOf(settings);
    } catch (error) {
        if (error instanceof PlanConflictError) return error.conflicts.map(({ what }) => what);
        throw error;
    }
    return [];
}

describe("a host for Cloudron", () => {
    it("is refused on another distribution, and with SSH where Cloudron would lock it out", () => {
        assert.deepEqual(conflictsOf({}), []);
        assert.deepEqual(conflictsOf({ ssh: { port: 22 } }), []);
        assert.deepEqual(conflictsOf({ distribution: "debian-13", ssh: {} }), [
            "cannot be had on debian-13; it must be on ubuntu-24.04",
            "4222 is not accepted with apps.cloudron, which lets SSH in on no such port; it must be 22 or 202",
        ]);
    });

    it("is refused with another app, and with what it brings by itself", () => {
        const tls = { domain: "example.org", issuer: "internal" };
        const demo = { description: "demo", source: { debian: { name: "coreutils" } }, command: ["/bin/true"] };
        const unwanted = conflictsOf({ tls, edge: {} }).filter((what) => what.startsWith("cannot share a host with "));
        assert.deepEqual(
            unwanted.map((what) => what.slice("cannot share a host with ".length).split(":")[0]),
            ["edge", "tls"],
        );
        assert.ok(conflictsOf({ apps: { ...good.apps, service: { demo } } }).length > 0);
    });

    it("is refused with ways out of its own, which nobody would close", () => {
        const allowed = [{ purpose: "ours", accounts: ["root"], ports: [443], to: ["example.org"] }];
        const result = hostSettings.safeParse({ ...good, egress: { allowed } });
        assert.equal(result.error?.issues[0]?.path.join("."), "egress.allowed");
    });

    it("takes no setup script without a digest, and no version that a shell would understand", () => {
        assert.deepEqual(problemsOf(cloudron, { version: "8.3.2; reboot", setup: {} }), [
            "version: must be a version such as 8.3.2",
            "setup.sha256: Invalid input: expected string, received undefined",
        ]);
    });

    it("opens its ports and that of SSH to the cloud's firewall, and those of mail when it is asked to", () => {
        const ports = (settings: object) => planOf(settings).openings.map(({ port }) => port);
        assert.deepEqual(ports({}), [80, 202, 443]);
        assert.deepEqual(ports({ apps: { cloudron: { ...setup, mail: true } } }), [25, 80, 202, 443, 587, 993, 4190]);
    });

    it("has SSH on that port from its first boot, and nothing else open until the delivery", () => {
        const hostKey = { publicKey: "ssh-ed25519 AAAA", privateKey: "private" };
        const text = renderFirstBoot({
            ...{ hostname: "apps-1", loginUser: "deploy", authorizedKeys: login.authorizedKeys },
            ...{ sshPort: 202, sshSources: [], hostKey },
        });
        assert.match(text, /Port 202/);
        // The other two are the host's own address, by DHCP.
        assert.deepEqual(text.match(/dport \S+/g), ["dport 68", "dport 546", "dport 202"]);
    });

    it("says in a file what steps back, and nothing steps back without it", () => {
        const stepped = planOf({}).files;
        assert.match(
            stepped["/etc/hardened-host/stepped-back"]?.content ?? "",
            /\nfirewall\n[^]*\negress\n[^]*\nexecutableTmp\n[^]*\nrpcbind\n/,
        );
        assert.doesNotMatch(stepped["/etc/nftables.conf"]?.content ?? "", /^\s*chain /m);
        const usual = planOf({ apps: {} });
        assert.equal(usual.files["/etc/hardened-host/stepped-back"], undefined);
        assert.match(usual.files["/etc/nftables.conf"]?.content ?? "", /policy drop/);
        const gone = usual.removedPackages.filter((name) => !planOf({}).removedPackages.includes(name));
        assert.deepEqual(gone, ["rpcbind"]);
    });

    it("asks of the finished host what it is, and not what stepped back", () => {
        const titles = (settings: object) =>
            hostChecks("apps-1", login, hostSettings.parse(settings)).map(({ check }) => check.title);
        const [left, usual] = [titles(good), titles({ ...good, apps: {} })];
        const lost = usual.filter((title) => !left.includes(title));
        assert.deepEqual(lost, [
            "nothing leaves the host that no part of it asks for",
            "no program reaches private networks by a name",
            "who may leave and where to is looked after",
            "a program without any business outside cannot begin a connection",
            "what is not asked for is dropped, over IPv4 and IPv6",
            "new SSH connections are limited for each source",
            "dropped packets are counted",
            "/tmp is mounted nosuid, nodev, noexec",
        ]);
    });
});

describe("a service with host names", () => {
    it("needs the web edge, and one without does not", () => {
        const demo = {
            description: "A demo",
            source: { debian: { name: "demo" } },
            command: ["/bin/demo"],
            port: 8000,
        };
        const conflicts = (hostNames: string[]) =>
            conflictsOf({ distribution: "debian-13", apps: { service: { demo: { ...demo, hostNames } } } });
        assert.deepEqual(conflicts(["demo.example.org"]), [
            "apps.service: cannot be had without edge, which the settings do not name",
        ]);
        assert.deepEqual(conflicts([]), []);
    });
});
