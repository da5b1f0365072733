import { app, get, lines, post, type Attack } from "./attack";

const withMethod = (method: string, path = "/") =>
    lines(`${method} ${path} HTTP/1.1`, `Host: ${app}`, "Connection: close", "Content-Length: 0");

/** Methods, paths and protocols. */
export const requests: readonly Attack[] = [
    { what: "TRACE", pieces: withMethod("TRACE"), answers: ["405"] },
    { what: "CONNECT", pieces: withMethod("CONNECT", "evil.example:443"), answers: ["400", "405"] },
    { what: "a method of WebDAV", pieces: withMethod("PROPFIND"), answers: ["405"], stockFails: true },
    { what: "a method that there is not", pieces: withMethod("DEBUG"), answers: ["405"], stockFails: true },
    { what: "a method in small letters", pieces: withMethod("get"), answers: ["400"] },
    { what: "a method of 9000 letters", pieces: withMethod("G".repeat(9000)), answers: ["400", "414"] },
    {
        what: "a change of what was uploaded",
        site: "files.example.org",
        pieces: lines("DELETE /photo HTTP/1.1", "Host: files.example.org", "Connection: close"),
        answers: ["405"],
    },
    { what: "a path that leads above the root", pieces: get("/../../etc/passwd"), answers: ["400"] },
    { what: "the same, encoded", pieces: get("/%2e%2e/%2e%2e/etc/passwd"), answers: ["400"] },
    { what: "a NUL in a path", pieces: get("/a%00b"), answers: ["400"] },
    {
        what: "files of the web server itself",
        site: "example.org",
        pieces: lines("GET /.git/config HTTP/1.1", "Host: example.org", "Connection: close"),
        answers: ["404"],
        has: /Strict-Transport-Security/,
    },
    { what: "HTTP/0.9", pieces: [{ bytes: "GET /\r\n" }], answers: ["none", "400"] },
    { what: "HTTP/1.0 without a host", pieces: lines("GET / HTTP/1.0"), answers: ["none"], stockFails: true },
    { what: "HTTP/3.0 by name", pieces: lines("GET / HTTP/3.0", `Host: ${app}`), answers: ["505"] },
    { what: "plain HTTP on the port of HTTPS", site: null, pieces: get("/"), answers: ["400"] },
    { what: "noise", site: null, pieces: [{ bytes: "\u0000\u0001\u0002\u00ff".repeat(50) }], answers: ["none", "400"] },
    {
        what: "a handshake for an unknown name",
        site: "unknown.example.net",
        pieces: get("/"),
        answers: ["none"],
        stockFails: true,
    },
    { what: "a handshake for no name", site: "", pieces: get("/"), answers: ["none"], stockFails: true },
    {
        what: "an unknown name without TLS",
        site: null,
        port: 80,
        pieces: lines("GET / HTTP/1.1", "Host: evil.example"),
        answers: ["none"],
        stockFails: true,
    },
    {
        what: "line ends in the path of a redirect",
        site: null,
        port: 80,
        pieces: get("/%0d%0aSet-Cookie:%20x=1"),
        answers: ["301"],
        has: /Location: https:\/\/app\.example\.org\/%0d%0aSet-Cookie/,
        lacks: /^Set-Cookie/m,
        stockFails: true,
    },
    {
        what: "an upgrade to clear HTTP/2, a tunnel past the rules of the proxy",
        pieces: [
            {
                bytes: `GET / HTTP/1.1\r\nHost: ${app}\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n`,
            },
        ],
        answers: ["200"],
        stockFails: true,
    },
    {
        what: "an upgrade to clear HTTP/2 where WebSocket is allowed",
        site: "chat.example.org",
        pieces: lines("GET / HTTP/1.1", "Host: chat.example.org", "Upgrade: h2c", "Connection: Upgrade"),
        answers: ["200"],
    },
    {
        what: "an upgrade to WebSocket where it is not allowed",
        pieces: lines("GET / HTTP/1.1", `Host: ${app}`, "Upgrade: websocket", "Connection: Upgrade"),
        answers: ["200"],
        stockFails: true,
    },
    { what: "a request line of 9000 characters", pieces: get(`/${"a".repeat(9000)}`), answers: ["414"] },
    { what: "a header of 9000 characters", pieces: get("/", `X-Test: ${"a".repeat(9000)}`), answers: ["400"] },
    {
        what: "200 headers of 500 characters",
        pieces: get("/", ...Array.from({ length: 200 }, (_, n) => `X-Test-${n}: ${"a".repeat(500)}`)),
        answers: ["400"],
    },
    {
        what: "a body that says it is too large",
        pieces: post(["Content-Length: 20000000", "Connection: close"], ""),
        answers: ["413"],
    },
    {
        what: "a body in chunks that becomes too large",
        pieces: post(
            ["Transfer-Encoding: chunked", "Connection: close"],
            ("10000\r\n" + "a".repeat(65_536) + "\r\n").repeat(20),
        ),
        answers: ["413"],
    },
];
