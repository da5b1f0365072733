import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { downloadContent } from "../../../scripts/toolchain/scap-content";
import { temporaryFolder } from "./temporary-folder";

const silent = { begin: () => {}, detail: () => {}, log: () => {} };
const text = "rules";
const content = { file: "rules.deb", sha256: createHash("sha256").update(text).digest("hex") };

describe("the rules that an audit brings", () => {
    const folder = temporaryFolder();
    const asked: string[] = [];
    let server: Server;
    let address: string;
    beforeEach(async () => {
        asked.length = 0;
        server = createServer(({ url = "" }, response) => {
            asked.push(url);
            if (url === "/archive/rules.deb") response.end(text);
            else if (url === "/changed/rules.deb") response.end("other rules");
            else response.writeHead(404).end();
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterEach(() => {
        server.closeAllConnections();
        server.close();
    });
    const download = (...sources: readonly string[]) =>
        downloadContent(
            content,
            folder.path,
            silent,
            sources.map((source) => `${address}${source}`),
        );

    it("come from the archive of all versions once the mirror has another, and are downloaded once", async () => {
        const path = (await download("/mirror", "/archive")) ?? assert.fail();
        assert.equal(readFileSync(path, "utf8"), text);
        assert.equal(await download("/mirror", "/archive"), path);
        assert.deepEqual(asked, ["/mirror/rules.deb", "/archive/rules.deb"]);
    });

    it("are refused, and kept nowhere, when they are not those that are pinned; no other source is asked", async () => {
        await assert.rejects(download("/changed", "/archive"), /its sha256 is .{64}, pinned is .{64}; refused/);
        assert.deepEqual(asked, ["/changed/rules.deb"]);
        assert.deepEqual(readdirSync(join(folder.path, "scap-content")), []);
    });

    it("are left out where nobody has them: an audit is made without", async () => {
        assert.equal(await download("/mirror", "/elsewhere"), undefined);
        assert.ok(!existsSync(join(folder.path, "scap-content", content.sha256.slice(0, 16))));
    });
});
