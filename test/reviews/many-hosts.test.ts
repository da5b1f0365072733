import assert from "node:assert/strict";
import { host, hosts } from "./settings-changes";
import { isAsAccepted } from "./world/accepted-review";
import { ReviewStack } from "./world/review-stack";

const names = Array.from({ length: 100 }, (_, index) => `host-${String(index + 1).padStart(3, "0")}`);
const openings = [{ port: 443, purpose: "web" }];
/** Half of them get what nobody asked for before. */
const opened = (index: number) => (index % 2 === 0 ? host({ host: { firewall: { openings } } }) : host());

describe("the report of a stack of a hundred hosts", function () {
    this.timeout("15m");
    let stack: ReviewStack | undefined;
    before(async function () {
        if (process.env["FULL"] !== "1") this.skip(); // Takes minutes: npm run test:full has it.
        const before = hosts(Object.fromEntries(names.map((name) => [name, host()])));
        stack = await ReviewStack.deliver("stacks/main.js", before);
    });
    after(async () => stack?.remove());

    it("is what was accepted, and counts what it leaves out", async () => {
        const settings = hosts(Object.fromEntries(names.map((name, index) => [name, opened(index)])));
        const { json } = await isAsAccepted(stack ?? assert.fail(), {
            name: "hundred-hosts",
            exitStatus: 11,
            settings,
        });
        // What does not fit a comment is there for programs.
        for (const [index, name] of names.entries()) assert.equal(json.includes(`"${name}-`), index % 2 === 0, name);
    });
});
