import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { browse } from "./world/browser";
import { domain } from "./world/edge-world";
import type { Visit } from "./world/visit";
import { visitedEdge } from "./world/visited-edge";

const names = [domain, ...["app", "chat", "files", "old", "gone"].map((label) => `${label}.${domain}`)];
const hsts = "max-age=63072000; includeSubDomains";
const policy =
    "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; upgrade-insecure-requests";

function assertStrictHeaders(answer: string): void {
    for (const line of [`strict-transport-security: ${hsts}`, `content-security-policy: ${policy}`]) {
        assert.ok(answer.toLowerCase().includes(`\n${line.toLowerCase()}\n`), `${line}: ${answer}`);
    }
}

describe("visitors of the web edge", function () {
    this.timeout(5 * 60 * 1000);
    const visited = visitedEdge(names);

    const headersOf = async (options: string) =>
        (await visited.tester.text(`curl -sS -o /dev/null -D - ${options}`)).replaceAll("\r", "");

    describe("with curl", () => {
        for (const [option, version] of [
            ["--http1.1", "HTTP/1.1"],
            ["--http2", "HTTP/2"],
            ["--http3-only", "HTTP/3"],
        ]) {
            it(`get the page, its chain verified, with every header, over ${version}`, async () => {
                const answer = await headersOf(`${option} https://${domain}/`);
                assert.match(answer, new RegExp(`^${version} 200`, "i"));
                assertStrictHeaders(answer);
                assert.match(answer, /\nserver: nginx\n/i);
            });
        }

        it("are sent from HTTP to HTTPS, the path kept", async () => {
            const answer = await headersOf(`'http://app.${domain}/a/b?c=d'`);
            assert.match(answer, /^HTTP\/1\.1 301/);
            assert.match(answer, /\nLocation: https:\/\/app\.example\.org\/a\/b\?c=d$/m);
        });

        it("are sent where a site has moved", async () => {
            assert.match(
                await headersOf(`'https://old.${domain}/a?b=c'`),
                /\nlocation: https:\/\/app\.example\.org\/a\?b=c\n/,
            );
        });

        it("get what a program has widened and narrowed, on its own site only", async () => {
            const chat = await headersOf(`https://chat.${domain}/`);
            assert.match(
                chat,
                /\ncontent-security-policy: default-src 'self'; [^\n]*img-src 'self' data:; script-src 'none'; frame-ancestors 'self';/,
            );
            assert.match(chat, /\nx-frame-options: SAMEORIGIN\n/);
            assert.match(chat, /\npermissions-policy: [^\n]*camera=\(self\), [^\n]*microphone=\(\)/);
            const careless = await headersOf(`https://chat.${domain}/careless`);
            assert.deepEqual(careless.match(/\ncontent-security-policy: .*/g), [
                "\ncontent-security-policy: default-src *",
            ]);
            assert.match(careless, /\nreferrer-policy: unsafe-url\n/);
            assert.match(careless, /\nx-frame-options: SAMEORIGIN\n/);
        });

        it("send and receive through a WebSocket where it is allowed", async () => {
            const script = `printf 'GET /ws HTTP/1.1\\r\\nHost: chat.${domain}\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n\\r\\n'
                sleep 1; printf echo-this; sleep 1`;
            const output = await visited.tester.text(
                `( ${script} ) | timeout 5 openssl s_client -quiet -verify_return_error -connect chat.${domain}:443 -servername chat.${domain} 2>&1 || :`,
            );
            assert.match(output, /^HTTP\/1\.1 101 /m);
            assert.match(output, /s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/, "the accept value of RFC 6455 section 1.3");
            assert.match(output, /echo-this/);
        });
    });

    describe("with openssl", () => {
        const connect = (options: string) =>
            visited.tester.exec(
                `openssl s_client -verify_return_error -connect ${domain}:443 ${options} </dev/null 2>&1`,
            );

        it("verify the chain, and agree on a key exchange that a quantum computer does not break", async () => {
            const { stdout } = await connect(`-servername ${domain} -verify_hostname ${domain}`);
            assert.match(stdout, /Verify return code: 0 \(ok\)/);
            assert.match(stdout, /Negotiated TLS1\.3 group: X25519MLKEM768/);
        });

        it("are told HSTS and CSP as curl is, over a connection that they have verified", async () => {
            const request = `printf 'GET / HTTP/1.1\\r\\nHost: ${domain}\\r\\nConnection: close\\r\\n\\r\\n'`;
            const verified = `-verify_return_error -verify_hostname ${domain} -servername ${domain}`;
            const answer = await visited.tester.text(
                `${request} | timeout 10 openssl s_client -quiet ${verified} -connect ${domain}:443 2>/dev/null`,
            );
            assert.match(answer, /^HTTP\/1\.1 200 /);
            assertStrictHeaders(answer.replaceAll("\r", ""));
        });

        for (const options of ["-noservername", "-servername unknown.example.net", `-servername ${domain} -tls1_1`]) {
            it(`are refused with ${options}, and see no certificate`, async () => {
                const { stdout, status } = await connect(`${options} -cipher 'DEFAULT@SECLEVEL=0'`);
                assert.notEqual(status, 0);
                assert.match(stdout, /alert|no protocols available|unexpected eof/);
                assert.doesNotMatch(stdout, /BEGIN CERTIFICATE/);
            });
        }
    });

    describe("with a browser", () => {
        let visits: Visit[];
        before(async () => {
            visits = await browse(visited.tester, [`http://${domain}/`, `http://${domain}/`, `http://gone.${domain}/`]);
        });

        it("come from HTTP to the page by the redirect, the chain verified", () => {
            const [first] = visits;
            assert.deepEqual(
                [first?.status, first?.address, first?.title],
                [200, `https://${domain}/`, "Welcome to example.org"],
            );
            assert.deepEqual(first?.redirects, [{ from: `http://${domain}/`, status: 301, reason: "" }]);
            assert.equal(first.state, "secure");
            assert.equal(first.security.issuer, "Test Intermediate");
            assert.deepEqual(first.security.sanList, [domain, `*.${domain}`]);
        });

        it("never ask by HTTP again, for the site or for a name below it: HSTS", () => {
            const [, second, below] = visits;
            assert.deepEqual(second?.redirects, [{ from: `http://${domain}/`, status: 307, reason: "HSTS" }]);
            assert.deepEqual(below?.redirects, [{ from: `http://gone.${domain}/`, status: 307, reason: "HSTS" }]);
        });

        it("run no script that was written into the page, and use the style sheet of the site: CSP", () => {
            const [first] = visits;
            assert.equal(first?.inlineScriptRan, false);
            assert.equal(first.background, "rgb(255, 255, 255)");
        });

        it("see the page as it is meant", async () => {
            const png = Buffer.from(visits[0]?.screenshot ?? "", "base64");
            assert.ok(png.length > 5000 && png.toString("latin1", 1, 4) === "PNG");
            if (process.env["ACCEPT_GOLDENS"] === "1") {
                const folder = join(__dirname, "../../docs/images");
                await mkdir(folder, { recursive: true });
                await writeFile(join(folder, "default-site.png"), png);
            }
        });
    });
});
