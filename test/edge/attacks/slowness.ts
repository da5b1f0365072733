import { app, type Attack } from "./attack";

const drip = (bytes: string, afterMs: number, times: number) =>
    Array.from({ length: times }, () => ({ bytes, afterMs }));

/** Timeouts that the tests set for the edge: header, body and idle connection. */
export const testedTimeouts = { headerTimeoutSeconds: 3, bodyTimeoutSeconds: 3, keepAliveSeconds: 3 };

/** Clients that hold a connection and do nothing with it. The package's own limits are a minute each. */
export const slowness: readonly Attack[] = [
    {
        what: "a connection that says nothing",
        site: null,
        pieces: [],
        patienceMs: 8000,
        answers: ["none"],
        withinSeconds: 6,
        stockFails: true,
    },
    {
        what: "a handshake that says nothing more",
        pieces: [],
        patienceMs: 8000,
        answers: ["none", "408"],
        withinSeconds: 6,
        stockFails: true,
    },
    {
        what: "a header that comes a line a second (Slowloris)",
        pieces: [{ bytes: `GET / HTTP/1.1\r\nHost: ${app}\r\n` }, ...drip("X-Test: 1\r\n", 1000, 7)],
        patienceMs: 1000,
        answers: ["none", "408"],
        withinSeconds: 6,
        stockFails: true,
    },
    {
        what: "a body that never comes",
        pieces: [{ bytes: `POST / HTTP/1.1\r\nHost: ${app}\r\nContent-Length: 5\r\n\r\n` }],
        patienceMs: 8000,
        answers: ["none", "408"],
        withinSeconds: 6,
        stockFails: true,
    },
    {
        what: "a connection that is kept and not used",
        pieces: [{ bytes: `GET / HTTP/1.1\r\nHost: ${app}\r\n\r\n` }],
        patienceMs: 8000,
        answers: ["200"],
        withinSeconds: 6,
        stockFails: true,
    },
    {
        what: "a program that does not answer",
        pieces: [{ bytes: `GET /slow?seconds=6 HTTP/1.1\r\nHost: ${app}\r\nConnection: close\r\n\r\n` }],
        patienceMs: 8000,
        answers: ["504"],
        withinSeconds: 6,
        stockFails: true,
    },
];
