import assert from "node:assert/strict";
import { appWorldForSuite } from "./app-world";

/** Needs no download: it writes a line and waits. */
const note = (memoryMaxMib = 64) => ({
    note: {
        description: "Writes a note",
        source: { debian: { name: "coreutils" } },
        command: ["/bin/sh", "-c", "echo kept >note; exec sleep infinity"],
        memoryMaxMib,
    },
});

describe("an app that comes and goes", function () {
    this.timeout(180_000);
    const world = appWorldForSuite();

    const state = () =>
        world().text("systemctl is-active note.service || :; pgrep -u note -c . || :; cat /var/lib/note/note");

    it("is refused on a machine that is too small for it, before anything changes", async () => {
        const { status, output } = await world().deliver({ service: note(10_000_000) });
        assert.notEqual(status, 0, output);
        assert.match(
            output,
            /the machine's memory of \d+ KiB is less than the \d+ KiB that its apps need; the host is as it was before/,
        );
        assert.equal(await world().text("ls /etc/hardened-host /etc/systemd/system/note.service 2>/dev/null || :"), "");
    });

    it("runs, and runs again after a restart of the host", async () => {
        const { status, output } = await world().deliver({ service: note() });
        assert.equal(status, 0, `${output}\n${await world().host.journal()}`);
        assert.equal(await state(), "active\n1\nkept");
        await world().host.machine.powerOff();
        await world().host.machine.boot();
        assert.equal(await state(), "active\n1\nkept");
    });

    it("is gone when it is no longer named, and its data is kept", async () => {
        const { status, output } = await world().deliver({ service: {} });
        assert.equal(status, 0, output);
        assert.equal(await state(), "inactive\n0\nkept");
        assert.equal(
            await world().text("find /etc/systemd /usr/local/lib/hardened-host /etc/hardened-host -name '*note*'"),
            "",
        );
    });

    it("finds its data when it is named again", async () => {
        await world().text("echo older >>/var/lib/note/note");
        const { status, output } = await world().deliver({ service: note() });
        assert.equal(status, 0, output);
        assert.match(await state(), /^active\n1\n/);
        assert.equal(await world().text("stat -c '%a %U' /var/lib/note"), "700 note");
    });
});
