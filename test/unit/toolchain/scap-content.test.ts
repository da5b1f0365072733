import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { downloadContent } from "../../../scripts/toolchain/scap-content";
import { temporaryFolder } from "./temporary-folder";

const text = "rules";
const content = { file: "rules.deb", sha256: createHash("sha256").update(text).digest("hex") };

describe("the rules that an audit brings", () => {
    const folder = temporaryFolder();
    const asked: string[] = [];
    const said: string[] = [];
    const progress = { begin: () => {}, detail: () => {}, log: (line: string) => said.push(line) };
    let server: Server;
    let address: string;
    beforeEach(async () => {
        asked.length = 0;
        said.length = 0;
        server = createServer(({ url = "" }, response) => {
            asked.push(url);
            if (url === "/file/57d4") response.end(text);
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
    const download = (...paths: readonly string[]) => {
        const urls = paths.map((path) => `${address}${path}`);
        return downloadContent({ ...content, urls }, folder.path, progress);
    };

    it("come from the archive of all versions once the mirror has another, and are downloaded once", async () => {
        const path = (await download("/pool/rules.deb", "/file/57d4")) ?? assert.fail();
        assert.equal(readFileSync(path, "utf8"), text);
        assert.equal(await download("/pool/rules.deb", "/file/57d4"), path);
        assert.deepEqual(asked, ["/pool/rules.deb", "/file/57d4"]);
    });

    it("are refused, and kept nowhere, when they are not those that are pinned; no other source is asked", async () => {
        await assert.rejects(
            download("/changed/rules.deb", "/file/57d4"),
            /its sha256 is .{64}, pinned is .{64}; refused/,
        );
        assert.deepEqual(asked, ["/changed/rules.deb"]);
        assert.deepEqual(readdirSync(join(folder.path, "scap-content")), []);
    });

    it("are left out where nobody has them, which says why, of each: an audit is made without", async () => {
        assert.equal(await download("/pool/rules.deb", "/file/beef"), undefined);
        assert.match(
            said.join("\n"),
            /^rules\.deb cannot be had \(\S+\/pool\/rules\.deb answers 404; \S+\/file\/beef answers 404\): OpenSCAP will use/,
        );
        assert.ok(!existsSync(join(folder.path, "scap-content", content.sha256.slice(0, 16))));
    });
});
