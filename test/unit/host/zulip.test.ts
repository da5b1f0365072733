import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { zulip } from "../../../components/host/apps/zulip";
import { PlanConflictError } from "../../../components/host/conflicts";
import { subjects } from "../../contracts/apps/subjects";
import { fileOf, planOf, problemsOf } from "./part-of-host";

const subject = subjects.find(({ part }) => part.id === "zulip");
const minimum = subject?.minimum ?? {};
const everything = subject?.everything ?? {};

/** Runs settings.py as Zulip does, with stand-ins for what only Zulip's own environment can import. */
const runSettings = `
import json, sys
own = {"from .config import get_secret", "import ldap", "from django_auth_ldap.config import LDAPSearch"}
class ldap: SCOPE_SUBTREE = "subtree"
names = {"get_secret": lambda name: "secret " + name, "ldap": ldap, "LDAPSearch": lambda *given: list(given)}
lines = sys.stdin.read().split("\\n")
values = {name: value for name, value in names.items() if any(name in line for line in lines if line in own)}
exec("\\n".join(line for line in lines if line not in own), values)
print(json.dumps({name: value for name, value in values.items() if name.isupper()}))
`;

const readIni = `
import configparser, json, sys
config = configparser.RawConfigParser()
config.read_file(sys.stdin)
print(json.dumps({name: dict(config.items(name)) for name in config.sections()}))
`;

function readBy(program: string, given: object, path: string): unknown {
    const input = fileOf(planOf(zulip, given), path);
    return JSON.parse(execFileSync("python3", ["-I", "-c", program], { input, encoding: "utf8" }));
}

// What these programs print is an object of this form.
const settingsOf = (given: object) =>
    readBy(runSettings, given, "/etc/zulip/settings.py") as Readonly<Record<string, unknown>>;
const systemOf = (given: object) =>
    readBy(readIni, given, "/etc/zulip/zulip.conf") as Readonly<Record<string, Readonly<Record<string, string>>>>;

describe("settings.py, as Python runs it", () => {
    it("is safe from the least of settings on", () => {
        const settings = settingsOf(minimum);
        const safe = {
            EXTERNAL_HOST: "chat.example.org",
            AUTHENTICATION_BACKENDS: ["zproject.backends.EmailAuthBackend"],
            EMAIL_USE_TLS: true,
            ADD_TOKENS_TO_NOREPLY_ADDRESS: true,
            PASSWORD_MIN_LENGTH: 12,
            LOCAL_UPLOADS_DIR: "/home/zulip/uploads",
            CAMO_URI: "/external_content/",
            INLINE_URL_EMBED_PREVIEW: false,
            RATE_LIMITING: true,
            RATE_LIMITING_AUTHENTICATE: true,
            RATE_LIMIT_TOR_TOGETHER: true,
            RATE_LIMITING_RULES: {},
            ENABLE_GRAVATAR: false,
            ZULIP_SERVICE_PUSH_NOTIFICATIONS: false,
            ZULIP_SERVICE_SUBMIT_USAGE_STATISTICS: false,
        };
        for (const [name, value] of Object.entries(safe)) assert.deepEqual(settings[name], value, name);
    });

    it("has every way to log in, S3 and limits as they are chosen", () => {
        const settings = settingsOf(everything);
        const backends = settings["AUTHENTICATION_BACKENDS"];
        assert.ok(Array.isArray(backends) && backends.length === 7);
        assert.ok(!backends.includes("zproject.backends.EmailAuthBackend"));
        const chosen = {
            AUTH_LDAP_SERVER_URI: "ldaps://ldap.example.org",
            AUTH_LDAP_USER_SEARCH: ["ou=users,dc=example,dc=org", "subtree", "(uid=%(user)s)"],
            LOCAL_UPLOADS_DIR: null,
            S3_SKIP_PROXY: false,
            S3_AVATAR_PUBLIC_URL_PREFIX: "https://avatars.example.net/",
            RATE_LIMITING_RULES: { api_by_user: [[60, 100]], authenticate_by_username: [[1800, 3]] },
            EMAIL_USE_TLS: false,
            EMAIL_USE_SSL: true,
            EMAIL_PORT: 465,
            SOCIAL_AUTH_OIDC_ENABLED_IDPS: {
                oidc: {
                    oidc_url: "https://login.example.org/realms/main",
                    display_name: 'Our "own" login',
                    client_id: "zulip",
                    secret: "secret social_auth_oidc_secret",
                    auto_signup: true,
                },
            },
        };
        for (const [name, value] of Object.entries(chosen)) assert.deepEqual(settings[name], value, name);
    });

    it("takes every text for a text, whatever is in it", () => {
        const texts = ['"; import os; x="', "'''", "\\", '\\" + 1', "{0} %s ${x}", "日本 \u{1F600} \u2028", "# no"];
        for (const displayName of texts) {
            const openIdConnect = { url: "https://login.example.org", displayName, clientId: displayName };
            const settings = settingsOf({ ...minimum, authentication: { openIdConnect } });
            const found = JSON.stringify(settings["SOCIAL_AUTH_OIDC_ENABLED_IDPS"]);
            assert.ok(found.includes(`"display_name":${JSON.stringify(displayName)},`), found);
        }
    });
});

describe("zulip.conf, as configparser reads it", () => {
    it("asks for one host, its database and the proxy", () => {
        const { machine, postgresql, http_proxy: proxy } = systemOf(everything);
        assert.deepEqual(machine, {
            puppet_classes: "zulip::profile::standalone",
            deploy_type: "production",
            timesync: "none",
        });
        assert.deepEqual(postgresql, { version: "17" });
        const expected = { host: "localhost", port: "4750", listen_address: "127.0.0.1", enable_for_camo: "true" };
        for (const [key, value] of Object.entries(expected)) assert.equal(proxy?.[key], value, key);
        assert.equal(proxy?.["allow_ranges"], "10.20.0.0/16");
        assert.ok(proxy["deny_ranges"]?.split(",").includes("203.0.113.0/24"));
    });

    it("denies every kind of address that is not public, disguised ones too", () => {
        const ranges = systemOf(minimum)["http_proxy"]?.["deny_ranges"] ?? "";
        const inner = [
            ...["127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.31.255.255", "192.168.1.1", "169.254.169.254"],
            ...["100.100.100.200", "192.0.0.192", "198.19.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1"],
            ...["fd00:ec2::254", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1"],
            "2002:7f00:1::1",
        ];
        const check = `
import ipaddress, sys
ranges = [ipaddress.ip_network(text) for text in sys.argv[1].split(",")]
# As Go has it, in which Smokescreen is written: such an address is one of IPv4, and such a range holds all of IPv4.
mapped = ipaddress.ip_network("::ffff:0:0/96")
ranges = [ipaddress.ip_network("0.0.0.0/0") if one.version == 6 and one.overlaps(mapped) else one for one in ranges]
for text in sys.argv[2].split(","):
    address = ipaddress.ip_address(text)
    address = getattr(address, "ipv4_mapped", None) or address
    print(text, any(address.version == one.version and address in one for one in ranges))
`;
        const asked = [...inner, "93.184.216.34", "2606:2800::1"].join(",");
        const output = execFileSync("python3", ["-I", "-c", check, ranges, asked], { encoding: "utf8" });
        const open = output.split("\n").filter((line) => line.endsWith(" False"));
        assert.deepEqual(open, ["93.184.216.34 False", "2606:2800::1 False"]);
    });
});

describe("settings of zulip", () => {
    const allowing = (range: string) => ({ outgoing: { allowRanges: [range] } });
    const refused: Readonly<Record<string, readonly [object, RegExp]>> = {
        "no way to log in": [{ authentication: { email: false } }, /authentication: must leave users a way to log in/],
        "the example of the manual": [{ hostName: "zulip.example.com" }, /hostName: must be your own/],
        "loopback that is allowed": [allowing("127.0.0.1/32"), /outgoing\.allowRanges\.0: must not hold/],
        "a range around the metadata service": [allowing("160.0.0.0/4"), /outgoing\.allowRanges\.0: must not hold/],
        "a disguise of loopback": [allowing("::ffff:127.0.0.1/128"), /outgoing\.allowRanges\.0: must not hold/],
        "a range that Go would take for all of IPv4": [
            { outgoing: { denyRanges: ["::ffff:0:0/96"] } },
            /outgoing\.denyRanges\.0: must be written as IPv4/,
        ],
        "all of IPv6": [allowing("::/0"), /outgoing\.allowRanges\.0: must not hold/],
        "a range that is none, once": [allowing("10.0.0.0"), /^[^\n]*must be an address range[^\n]*$/],
        "no digest": [{ release: { version: "12.4" } }, /release\.sha256/],
        "rate limits that are off": [{ rateLimiting: false }, /unrecognized key/i],
        "a limit that Zulip does not know": [
            { rateLimits: { api_by_moon: [{ requests: 1, perSeconds: 60 }] } },
            /rateLimits/,
        ],
        "e-mail in plain text": [{ email: { host: "mail.example.org", security: "none" } }, /email\.security/],
    };
    for (const [what, [more, message]] of Object.entries(refused)) {
        it(`refuse ${what}`, () => assert.match(problemsOf(zulip, { ...minimum, ...more }).join("\n"), message));
    }

    it("refuse a host name that the certificate is not for", () => {
        const planned = (...certificateNames: string[]) => planOf(zulip, minimum, { claims: { certificateNames } });
        assert.throws(() => planned("example.net", "*.example.net"), PlanConflictError);
        assert.ok(planned("example.org", "*.example.org"));
    });
});
