import type { RawRequest } from "../world/raw-client";

/** Something that a client should not do, and the right answer. */
export interface Attack {
    readonly what: string;
    /** Site of the handshake. @default app */
    readonly site?: string | null;
    /** @default 443 */
    readonly port?: number;
    readonly pieces: RawRequest["pieces"];
    readonly patienceMs?: number;
    /** Statuses of the answers, such as `400`, or `none` when the connection ends without one; any of several. */
    readonly answers: readonly string[];
    /** Must be in what came back. */
    readonly has?: RegExp;
    /** Must not be in what came back. */
    readonly lacks?: RegExp;
    /** The connection must be over after so many seconds. */
    readonly withinSeconds?: number;
    /** A stock nginx with the usual few lines for a proxy is tried as well, and must get this one wrong. */
    readonly stockFails?: true;
}

export const app = "app.example.org";

/** One piece: lines with their line ends, and an empty line after them. */
export const lines = (...all: readonly string[]): Attack["pieces"] => [{ bytes: `${all.join("\r\n")}\r\n\r\n` }];

/** A whole request of these header lines, which closes the connection. */
export const get = (path: string, ...headers: readonly string[]): Attack["pieces"] =>
    lines(`GET ${path} HTTP/1.1`, `Host: ${app}`, "Connection: close", ...headers);

/** A request with these header lines and a body. */
export const post = (headers: readonly string[], body: string, path = "/"): Attack["pieces"] => [
    { bytes: `${[`POST ${path} HTTP/1.1`, `Host: ${app}`, ...headers].join("\r\n")}\r\n\r\n${body}` },
];
