import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { PlanConflictError } from "../../../components/host/conflicts";
import { edge } from "../../../components/host/services/edge";
import { factsOf, fileOf, planOf, problemsOf, ubuntu2404 } from "./part-of-host";

const nginxConf = (settings: unknown, options: Parameters<typeof planOf>[2] = {}) =>
    fileOf(planOf(edge, settings, options), "/etc/nginx/nginx.conf");

const chat = { hostNames: ["chat.example.org"], upstream: { loopbackPort: 4000 } };
const withSite = (change: object) => ({ sites: { chat: { ...chat, ...change } } });

function conflictsOf(settings: unknown, claims: NonNullable<Parameters<typeof planOf>[2]>["claims"] = {}) {
    try {
        planOf(edge, settings, { claims });
    } catch (error) {
        assert.ok(error instanceof PlanConflictError, String(error));
        return error.conflicts.map(({ what, setting }) => `${setting}: ${what}`);
    }
    return assert.fail("nothing was refused");
}

describe("the web edge", () => {
    it("opens 443 for TCP and UDP and 80, and no port 80 where it is closed", () => {
        const ports = (settings: unknown, distribution = factsOf().distribution) => {
            const claimed = edge.claims?.(edge.settings.parse(settings), factsOf(distribution));
            return claimed?.openings?.map(({ protocol, port }) => `${port}/${protocol}`);
        };
        assert.deepEqual(ports({}), ["443/tcp", "80/tcp", "443/udp"]);
        assert.deepEqual(ports({ plainHttp: "closed", http3: false }), ["443/tcp"]);
        assert.deepEqual(ports({}, ubuntu2404), ["443/tcp", "80/tcp"], "its nginx has no HTTP/3");
        assert.doesNotMatch(nginxConf({ plainHttp: "closed" }), /listen 80/);
    });

    it("shows an RSA certificate beside the other one where there is one, and tests with stand-ins for both", () => {
        const pairs = (hasRsaCertificate: boolean) =>
            nginxConf({}, { claims: { hasRsaCertificate } }).match(/ssl_certificate(_key)? \S+;/g);
        const [folder, own] = ["/etc/hardened-host/tls", pairs(false) ?? []];
        assert.deepEqual(own, [
            `ssl_certificate ${folder}/fullchain.pem;`,
            `ssl_certificate_key ${folder}/privkey.pem;`,
        ]);
        assert.deepEqual(pairs(true), [...own, ...own.map((line) => line.replace(".pem", "-rsa.pem"))]);
        const plan = planOf(edge, {}, { claims: { hasRsaCertificate: true } });
        const { content = "", validate = "" } = plan.files?.["/etc/nginx/nginx.conf"] ?? {};
        const [script = ""] = /sed -e "[^"]*"/.exec(validate) ?? [];
        const { stdout } = spawnSync("sh", ["-c", `folder=/stand-in; ${script}`], { input: content, encoding: "utf8" });
        assert.equal(stdout.match(/ \/stand-in\/(chain|key);/g)?.length, 4);
    });

    it("asks the nginx of each distribution for what that knows", () => {
        const settings = { sites: { chat } };
        assert.match(nginxConf(settings), /http2 on;[^]*X25519MLKEM768|X25519MLKEM768[^]*http2 on;/);
        const older = nginxConf(settings, { distribution: ubuntu2404 });
        assert.match(older, /listen 443 ssl http2 default_server;/);
        assert.doesNotMatch(older, /http2 on|quic|MLKEM|add_header Alt-Svc/);
    });

    it("serves the sites that apps claim beside its own", () => {
        const claimed = {
            name: "social",
            hostNames: ["social.example.org"],
            upstream: { unixSocket: "/run/social/http.sock" },
            policy: { webSockets: true, headersFromUpstream: ["Content-Security-Policy" as const] },
        };
        const text = nginxConf({ sites: { chat } }, { claims: { sites: [claimed] } });
        assert.match(text, /server unix:\/run\/social\/http\.sock max_fails=0;/);
        assert.match(text, /map \$upstream_http_content_security_policy \$site_social_content_security_policy \{/);
        assert.match(text, /server_name chat\.example\.org;[^]*server_name social\.example\.org;/);
    });

    it("quotes whatever a setting could end a directive with", () => {
        const page = fileOf(
            planOf(edge, {
                sites: { page: { hostNames: ["example.org"], page: { title: `<"&'$host; }`, lines: [] } } },
            }),
            "/usr/local/share/hardened-host/edge/page/index.html",
        );
        assert.match(page, /<h1>&lt;&quot;&amp;'\$host; \}<\/h1>/);
    });

    it("counts IPv6 visitors by network, and trusted sources not at all", () => {
        const text = nginxConf({});
        assert.match(text, /limit_conn connections 5000;/);
        assert.match(text, /zone=logins:10m rate=10r\/s;/);
        assert.match(nginxConf(withSite({ policy: { loginPaths: ["/login"] } })), /zone=logins burst=5 nodelay;/);
    });
});

describe("settings of the web edge", () => {
    it("refuse an upstream that is not on this host", () => {
        for (const upstream of ["10.0.0.5:8080", "http://10.0.0.5", 8080]) {
            assert.deepEqual(problemsOf(edge, withSite({ upstream })), [
                "sites.chat.upstream: must be {loopbackPort: <port>} or {unixSocket: <path>}, a program on this host",
            ]);
        }
        assert.match(problemsOf(edge, withSite({ upstream: { address: "10.0.0.5:8080" } })).join(), /address/);
        assert.match(problemsOf(edge, withSite({ upstream: { loopbackPort: 443 } })).join(), /port of the edge itself/);
        assert.match(problemsOf(edge, withSite({ upstream: {} })).join(), /must be \{loopbackPort/);
    });

    it("refuse two sites of one name, and a name twice in one", () => {
        const sites = { chat, other: { ...chat, hostNames: ["x.example.org", "chat.example.org"] } };
        assert.deepEqual(problemsOf(edge, { sites }), [
            "sites.other.hostNames.1: must not be a host name of the site chat as well",
        ]);
        const twice = ["chat.example.org", "chat.example.org"];
        assert.match(problemsOf(edge, withSite({ hostNames: twice })).join(), /hostNames\.1: must not be/);
    });

    it("refuse a site with no target, and one with two", () => {
        const message = /sites\.chat: must have exactly one of upstream, redirectTo and page/;
        assert.match(problemsOf(edge, { sites: { chat: { hostNames: ["example.org"] } } }).join(), message);
        assert.match(problemsOf(edge, withSite({ redirectTo: "https://example.org" })).join(), message);
    });

    for (const [what, change] of [
        ["a wildcard as host name", { hostNames: ["*.example.org"] }],
        ["a host name with a directive", { hostNames: ["example.org; return 200"] }],
        ["a socket path with a directive", { upstream: { unixSocket: "/run/x; }" } }],
        ["a login path with a directive", { policy: { loginPaths: ["/login { return 200; }"] } }],
        ["a login path with a variable", { policy: { loginPaths: ["/$host"] } }],
        ["a login path that leads up", { policy: { loginPaths: ["/a/../login"] } }],
        ["a login path twice", { policy: { loginPaths: ["/login", "/login"] } }],
        ["a policy source with a quote", { policy: { contentSecurityPolicy: { "img-src": ['"; x'] } } }],
        ["a policy source with another directive", { policy: { contentSecurityPolicy: { "img-src": ["'self'; x"] } } }],
        ["a policy directive that there is not", { policy: { contentSecurityPolicy: { "image-src": [] } } }],
        [
            "uploads with a sandbox of their own choice",
            { policy: { serves: "uploads", headersFromUpstream: ["Content-Security-Policy"] } },
        ],
        ["a redirect by plain HTTP", { upstream: undefined, redirectTo: "http://example.org" }],
        ["a redirect with a variable", { upstream: undefined, redirectTo: "https://$host.example.org" }],
    ] as const) {
        it(`refuse ${what}`, () => assert.ok(problemsOf(edge, withSite(change)).length > 0));
    }

    it("refuse a place in browsers' lists without what those ask for", () => {
        assert.deepEqual(problemsOf(edge, { hsts: { preload: true, includeSubDomains: false, maxAgeDays: 30 } }), [
            "hsts.includeSubDomains: must be true where preload is",
            "hsts.maxAgeDays: must be 365 or more where preload is true",
        ]);
    });

    it("refuse a host name that the certificate is not for", () => {
        const certificateNames = ["example.org", "*.example.org"];
        const hostNames = ["example.org", "chat.example.org", "a.chat.example.org", "example.net"];
        const only = "the certificate is for example.org, *.example.org only";
        assert.deepEqual(conflictsOf(withSite({ hostNames }), { certificateNames }), [
            `edge.sites.chat.hostNames[2]: host name a.chat.example.org: ${only}`,
            `edge.sites.chat.hostNames[3]: host name example.net: ${only}`,
        ]);
    });

    it("refuse a site that an app has already", () => {
        const claimed = { name: "chat", hostNames: ["chat.example.org"], upstream: { loopbackPort: 4001 } };
        assert.deepEqual(conflictsOf(withSite({}), { sites: [claimed] }), [
            "edge.sites.chat: site chat: two have this name",
            "edge.sites.chat: host name chat.example.org: served by the sites chat and chat",
        ]);
    });
});
