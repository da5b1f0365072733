import assert from "node:assert/strict";
import { host, hosts } from "./settings-changes";
import { ReviewStack } from "./world/review-stack";

const withNote = (loosen: object) => {
    const source = { debian: { name: "coreutils" } };
    const note = { description: "Waits", source, command: ["/usr/bin/sleep", "infinity"], loosen };
    return hosts({ "host-1": host({ host: { apps: { service: { note } } } }) });
};

const loosened = {
    ownFiles: "it gives its files to another account",
    ownPriority: "it lowers its own priority",
};

describe("a plain preview", function () {
    this.timeout("5m");
    let stack: ReviewStack;
    before(async () => (stack = await ReviewStack.deliver("stacks/main.js", withNote({}))));
    after(async () => stack.remove());

    it("shows what a change makes of the exposure of a service", async () => {
        const preview = await stack.preview(withNote(loosened));
        const [, before, after] = /note\.service +: ([\d.]+) => ([\d.]+)/.exec(preview) ?? [];
        assert.ok(Number(before) <= 1.2, preview);
        assert.ok(Number(after) > Number(before), preview);
    });

    it("shows nothing of it where no service changes", async () => {
        assert.doesNotMatch(await stack.preview(withNote({})), /plannedExposureLevels/);
    });
});
