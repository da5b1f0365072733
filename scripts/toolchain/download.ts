import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Progress } from "../bootstrap/phases";

/** Where downloads are not possible at all, this much is lost before another way is taken. */
const answerTimeoutMilliseconds = 5_000;
export const stallTimeoutMilliseconds = 30_000;

/** Something cannot be had from here; not an error, there is another way. */
export class Unreachable extends Error {}

/** @throws Unreachable for no answer, and for one that is no success. */
export async function request(url: string): Promise<Response> {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), answerTimeoutMilliseconds);
    try {
        const response = await fetch(url, { signal: controller.signal });
        if (!response.ok) throw new Unreachable(`${url} answers ${response.status}`);
        return response;
    } catch (error) {
        if (error instanceof Unreachable) throw error;
        throw new Unreachable(`no answer from ${new URL(url).host}`);
    } finally {
        clearTimeout(timer);
    }
}

/** Writes the body to a file and returns its sha256. @throws Unreachable when it breaks off. */
export async function save(response: Response, path: string, progress: Progress): Promise<string> {
    if (response.body === null) throw new Unreachable(`${response.url} answers with nothing`);
    let megabytes = 0;
    const stalled = new AbortController();
    let timer = setTimeout(() => stalled.abort(), stallTimeoutMilliseconds);
    const meter = new Transform({
        transform(chunk: Buffer, _encoding, done) {
            clearTimeout(timer);
            timer = setTimeout(() => stalled.abort(), stallTimeoutMilliseconds);
            megabytes += chunk.length / 1e6;
            progress.detail(`${megabytes.toFixed(0)} MB`);
            done(null, chunk);
        },
    });
    try {
        const body = Readable.fromWeb(response.body);
        await pipeline(body, meter, createWriteStream(path), { signal: stalled.signal });
    } catch (error) {
        throw new Unreachable(`the download broke off: ${String(error)}`);
    } finally {
        clearTimeout(timer);
    }
    const hash = createHash("sha256");
    await pipeline(createReadStream(path), hash);
    return hash.digest("hex");
}
