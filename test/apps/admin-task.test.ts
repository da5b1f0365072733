import assert from "node:assert/strict";
import { appWorldForSuite } from "./app-world";

const kept = "/var/lib/hardened-host/tasks";

describe("a task that is done once on a host", function () {
    this.timeout(6 * 60 * 1000);
    const world = appWorldForSuite(async (made) => {
        const { status, output } = await made.deliver({ service: {} });
        assert.equal(status, 0, output);
    });

    const counted = "echo run >>/root/runs; ";
    const runs = () => world().text("cat /root/runs 2>/dev/null | wc -l; rm -f /root/runs");

    it("is done as root, reads its secret from a pipe and gives back what it wrote, to the byte", async () => {
        const awkward = `printf '%s\\n' "it's $(id -u)" '\`id\` exit\t7 ü' && cat && echo not this >&2`;
        const { output } = await world().doTask({ command: awkward, revision: "1" }, { stdin: "planted\nsecret\n" });
        assert.equal(output, "it's 0\n`id` exit\t7 ü\nplanted\nsecret");
        assert.equal(await world().text(`ls -A ${kept}`), "");
    });

    it("that fails says why, and is done anew when it is asked for again", async () => {
        const failing = await world().doTask({
            command: `${counted}echo half; echo no such list >&2; exit 4`,
            revision: "2",
        });
        assert.match(failing.problem, /was not done: no such list\. The host is otherwise as delivered/);
        assert.doesNotMatch(failing.problem, /half/);
        assert.equal((await world().doTask({ command: `${counted}echo done`, revision: "2" })).output, "done");
        assert.equal(await runs(), "2");
    });

    it("that takes too long is stopped, and leaves nothing running", async () => {
        const { problem } = await world().doTask({ command: "sleep 4711", revision: "3", timeoutSeconds: 2 });
        assert.match(problem, /it did not end within 2 seconds/);
        assert.equal(await world().text("pgrep -f 'sleep 4711' || :"), "");
    });

    it("goes on when the deploying computer dies, and is not done twice: the next run gets what it wrote", async () => {
        const slow = { command: `${counted}sleep 12; echo the only password`, revision: "4" };
        const { output: none } = await world().doTask(slow, { patienceSeconds: 8 });
        assert.equal(none, undefined);
        assert.equal((await world().doTask(slow)).output, "the only password");
        assert.equal(await runs(), "1");
        assert.equal(await world().text(`stat -c '%a %U' ${kept}; grep -rl password ${kept} || :`), "700 root");
    });
});
