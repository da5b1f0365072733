import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { ejabberd } from "../../../components/host/apps/ejabberd";
import { PlanConflictError } from "../../../components/host/conflicts";
import { hostTasks, planHost } from "../../../components/host/plan-host";
import { hostSettings } from "../../../components/host/settings";
import { fileOf, planOf, problemsOf } from "./part-of-host";
import { anyCertificate } from "./service-settings";

const login = { user: "deploy", authorizedKeys: ["ssh-ed25519 AAAA deploy"] };
const domain = "chat.example.org";
const cluster = {
    name: "one.nodes.example.org",
    address: "10.0.0.1",
    peers: { "two.nodes.example.org": "10.0.0.2" },
    authority: [anyCertificate],
};

describe("tasks that apps have done once", () => {
    const tasks = (apps: object, more: object = {}) =>
        hostTasks("chat-1", login, hostSettings.parse({ tls: { domain, issuer: "internal" }, apps, ...more }));

    it("are none when no setting asks for one", () => {
        assert.deepEqual(tasks({ ejabberd: { domain } }), []);
    });

    it("are named in the stack by what they make", () => {
        const all = [
            ...tasks({ ejabberd: { domain, firstAdministrator: "alice" } }),
            ...tasks({ ejabberd: { domain, cluster: { ...cluster, join: "two.nodes.example.org" } } }),
        ];
        assert.deepEqual(
            all.map(({ name, revision }) => [name, revision]),
            [
                ["ejabberd-administrator", `alice@${domain}`],
                ["ejabberd-cluster", "ejabberd@two.nodes.example.org"],
            ],
        );
        for (const { command } of all) execFileSync("sh", ["-n"], { input: command });
    });

    it("wait on a host that gets its data from a backup", () => {
        const backup = { restoreFrom: "latest", repository: { type: "folder", path: "/srv/disk/backups" } };
        assert.deepEqual(tasks({ ejabberd: { domain, firstAdministrator: "alice" } }, { backup }), []);
    });

    it("give no program a password as an argument", () => {
        const [task] = tasks({ ejabberd: { domain, firstAdministrator: "alice" } });
        assert.doesNotMatch(task?.command ?? "", /ejabberdctl (register|change_password|check_password)/);
    });
});

describe("ejabberd's first administrator and cluster", () => {
    const yml = (settings: object) => fileOf(planOf(ejabberd, { domain, ...settings }), "/etc/ejabberd/ejabberd.yml");

    it("make the first account an administrator, once", () => {
        assert.match(
            yml({ firstAdministrator: "alice" }),
            /admin:\s+user:\s+- "?alice@chat\.example\.org"?\n(?!\s+- )/,
        );
        assert.equal(yml({ firstAdministrator: "alice", administrators: ["alice"] }).split("alice@").length, 2);
    });

    it("keep the distribution on this host without a cluster, and bind it to one address with one", () => {
        const options = (settings: object) =>
            fileOf(planOf(ejabberd, { domain, ...settings }), "/etc/default/ejabberd");
        assert.match(options({}), /^INET_DIST_INTERFACE=127\.0\.0\.1$/m);
        assert.doesNotMatch(options({}), /inet_tls/);
        assert.match(options({ cluster }), /^INET_DIST_INTERFACE=10\.0\.0\.1$/m);
        assert.match(
            options({ cluster }),
            /-proto_dist inet_tls -ssl_dist_optfile \/etc\/ejabberd\/cluster\/inet_tls\.conf"$/m,
        );
    });

    it("ask for a certificate on both sides, and look at whose it is", () => {
        const text = fileOf(planOf(ejabberd, { domain, cluster }), "/etc/ejabberd/cluster/inet_tls.conf");
        assert.equal(text.split("{verify, verify_peer}").length, 3);
        assert.match(text, /\{server,[\s\S]*\{fail_if_no_peer_cert, true\}\]\},\n \{client/);
        assert.doesNotMatch(text, /verify_none/);
    });

    it("open the nodes' port to the peers alone", () => {
        const openings = planHost(
            "chat-1",
            login,
            hostSettings.parse({ tls: { domain, issuer: "internal" }, apps: { ejabberd: { domain, cluster } } }),
        ).openings.filter(({ port }) => port === 5210);
        assert.deepEqual(
            openings.map(({ sources }) => sources),
            [["10.0.0.2/32"]],
        );
    });

    it("are refused where they contradict each other", () => {
        const wrong = (settings: object) => problemsOf(ejabberd, { domain, ...settings }).join("\n");
        assert.match(
            wrong({ cluster: { ...cluster, join: "other.example.org" } }),
            /cluster\.join: must be one of the peers/,
        );
        assert.match(
            wrong({ cluster: { ...cluster, peers: {} } }),
            /cluster\.peers: must name at least one other node/,
        );
        assert.match(
            wrong({ cluster: { ...cluster, authority: [] } }),
            /cluster\.authority: must hold the certificate/,
        );
        const own = { ...cluster, peers: { [cluster.name]: "10.0.0.2" } };
        assert.match(wrong({ cluster: own }), /cluster\.peers: must not name this node itself/);
        const joining = { ...cluster, join: "two.nodes.example.org" };
        assert.match(
            wrong({ firstAdministrator: "alice", cluster: joining }),
            /firstAdministrator: must be left out of a node that joins another/,
        );
    });
});

describe("a service with host names, on a host without the web edge", () => {
    it("is refused, and told what it needs", () => {
        const service = {
            wiki: {
                description: "A wiki",
                source: { debian: { name: "wiki" } },
                command: ["/usr/bin/wiki"],
                port: 8000,
                hostNames: ["wiki.example.org"],
            },
        };
        assert.throws(
            () => planHost("web-1", login, hostSettings.parse({ apps: { service } })),
            (error) =>
                error instanceof PlanConflictError &&
                error.conflicts.some(
                    ({ sides, isMissing }) => sides.join() === "apps.service,edge" && isMissing === true,
                ),
        );
    });
});
