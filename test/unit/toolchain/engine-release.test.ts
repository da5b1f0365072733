import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
    downloadEngine,
    engineVersion,
    expectedChecksum,
    releaseEntry,
} from "../../../scripts/toolchain/engine-release";
import { temporaryFolder, writeProgram } from "./temporary-folder";

const silent = { begin: () => {}, detail: () => {}, log: () => {} };
const checksumsPath = `/v${engineVersion}/pulumi-${engineVersion}-checksums.txt`;

describe("engine release", () => {
    const folder = temporaryFolder();
    let server: Server;
    afterEach(() => {
        server.closeAllConnections();
        server.close();
    });

    async function serve(listener: RequestListener): Promise<string> {
        server = createServer(listener);
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }

    function entry() {
        const found = releaseEntry(join(folder.path, "cache"), "linux-x64");
        assert.ok(found);
        return found;
    }

    /** An archive laid out like the official one. */
    function makeArchive(): Buffer {
        const content = join(folder.path, "content");
        for (const name of ["pulumi", "pulumi-language-nodejs", "pulumi-language-python"]) {
            writeProgram(join(content, "pulumi", name), `#!/bin/sh\necho ${name}\n`);
        }
        return execFileSync("tar", ["-czf", "-", "-C", content, "pulumi"]);
    }

    /** Serves a release, whose list names `listed` as the archive's content. */
    const release =
        (archive: Buffer, listed = archive): RequestListener =>
        (request, response) => {
            const digest = createHash("sha256").update(listed).digest("hex");
            if (request.url === checksumsPath) response.end(`${digest}  ${entry().asset}\n${digest}  other.tar.gz\n`);
            else if (request.url === `/v${engineVersion}/${entry().asset}`) response.end(archive);
            else response.writeHead(404).end();
        };

    it("is downloaded, checked and unpacked: the engine and its Node language host, nothing else", async () => {
        const path = await downloadEngine(entry(), silent, await serve(release(makeArchive())));
        assert.ok(path);
        assert.deepEqual(readdirSync(path).sort(), ["pulumi", "pulumi-language-nodejs"]);
        assert.equal(execFileSync(join(path, "pulumi"), { encoding: "utf8" }), "pulumi\n");
    });

    it("is refused, and leaves nothing behind, when the archive is not the one of the checksums", async () => {
        const archive = makeArchive();
        const tampered = Buffer.concat([archive, Buffer.from("\n")]);
        const url = await serve(release(tampered, archive));
        await assert.rejects(
            downloadEngine(entry(), silent, url),
            /its sha256 is .{64}, the release's checksums say .{64}; refused/,
        );
        assert.deepEqual(readdirSync(join(folder.path, "cache")), []);
    });

    it("is refused when the checksums do not name it", async () => {
        const url = await serve((_request, response) => response.end("0000  something-else.tar.gz\n"));
        await assert.rejects(downloadEngine(entry(), silent, url), /do not name pulumi-v/);
    });

    it("is given up when the server has none", async () => {
        const url = await serve((_request, response) => response.writeHead(404).end());
        assert.equal(await downloadEngine(entry(), silent, url), undefined);
    });

    it("is given up when nobody listens", async () => {
        const url = await serve(() => {});
        await new Promise((resolve) => server.close(resolve));
        assert.equal(await downloadEngine(entry(), silent, url), undefined);
    });

    it("is given up, and leaves nothing behind, when the download breaks off", async () => {
        const archive = makeArchive();
        const url = await serve((request, response) => {
            if (request.url === checksumsPath) {
                release(archive)(request, response);
                return;
            }
            response.writeHead(200, { "content-length": archive.length });
            response.write(archive.subarray(0, archive.length / 2), () => response.destroy());
        });
        assert.equal(await downloadEngine(entry(), silent, url), undefined);
        assert.deepEqual(readdirSync(join(folder.path, "cache")), []);
    });

    it("is given up within seconds when a server takes the connection and never answers", async function () {
        this.timeout(20_000);
        const started = performance.now();
        assert.equal(await downloadEngine(entry(), silent, await serve(() => {})), undefined);
        assert.ok(performance.now() - started < 8_000);
    });

    it("does not exist for a platform without one", () => {
        assert.equal(releaseEntry(folder.path, "freebsd-x64"), undefined);
    });

    it("reads only whole digests, of just that file", () => {
        const digest = "a".repeat(64);
        assert.equal(expectedChecksum(`${digest}  x.tar.gz\n`, "x.tar.gz"), digest);
        assert.equal(expectedChecksum(`${digest} *x.tar.gz\r\n`, "x.tar.gz"), digest);
        for (const list of ["", `${digest}  y.tar.gz`, `${"a".repeat(63)}  x.tar.gz`, `${digest}  x.tar.gz.sig`]) {
            assert.throws(() => expectedChecksum(list, "x.tar.gz"), /refused/);
        }
    });

    it("has the version that is built where it cannot be downloaded", () => {
        const goMod = readFileSync(join(__dirname, "../../../toolchain/cli/go.mod"), "utf8");
        assert.match(goMod, new RegExp(`^require github.com/pulumi/pulumi/pkg/v3 v${engineVersion}$`, "m"));
    });
});
