import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { readDriftOptions, watch } from "../../scripts/commands/drift";
import { delivered, host, hosts } from "./settings-changes";
import { ReviewStack } from "./world/review-stack";

const changedMotd = {
    HostConfiguration: { files: { "/etc/motd": { content: "Hello.\n", mode: "0644", owner: "root", group: "root" } } },
};

const noticeList = z.array(z.object({ text: z.string(), drifted: z.array(z.string()) }));

describe("the watch for drift", function () {
    this.timeout("10m");
    const notices: unknown[] = [];
    const server = createServer((request, response) => {
        let body = "";
        request.on("data", (chunk: Buffer) => (body += chunk.toString()));
        request.on("end", () => {
            notices.push(JSON.parse(body));
            response.writeHead(200).end();
        });
    });
    let stack: ReviewStack;
    let notifyUrl = "";
    before(async () => {
        stack = await ReviewStack.deliver("stacks/main.js", delivered);
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        // A server that listens on a port has an address of this kind, not a path.
        notifyUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    });
    after(async () => {
        server.close();
        await stack.remove();
    });

    it("ends with 0 and tells nobody when everything is as delivered", async () => {
        const call = await stack.prepare(delivered);
        assert.equal(await watch({ stack: "test", json: false, repair: false, notifyUrl }, call), 0);
        assert.deepEqual(notices, []);
    });

    it("ends with 20 and posts what it found", async () => {
        const call = await stack.prepare(delivered, changedMotd);
        assert.equal(await watch({ stack: "test", json: false, repair: false, notifyUrl }, call), 20);
        const [notice] = noticeList.parse(notices);
        assert.deepEqual(notice?.drifted, ["host-1"]);
        assert.match(notice.text, /Drift was found[^]*\/etc\/motd/);
    });

    it("repairs nothing when that would deliver a change that was never delivered", async () => {
        const openings = [{ port: 443, purpose: "web" }];
        const call = await stack.prepare(hosts({ "host-1": host({ host: { firewall: { openings } } }) }), changedMotd);
        await assert.rejects(watch({ stack: "test", json: false, repair: true }, call), /not delivered yet/);
    });

    it("refuses a place for notices that would send them in the open, and does not repeat it", () => {
        assert.throws(
            () => readDriftOptions(["prod", "--notify-url", "http://hooks.example.org/s3cret"]),
            (error: Error) => error.message.includes("https") && !error.message.includes("s3cret"),
        );
    });
});
