import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { zulip } from "../../../components/host/apps/zulip";
import { subjects } from "../../contracts/apps/subjects";
import { fileOf, planOf } from "./part-of-host";

const subject = subjects.find(({ part }) => part.id === "zulip");
const minimum = subject?.minimum ?? {};

describe("the programs of zulip", () => {
    let folder = "";
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "zulip-programs-"));
    });
    after(() => rmSync(folder, { recursive: true }));

    function enterSecret(password: string): { status: number | null; stderr: string } {
        const plan = planOf(zulip, { ...minimum, email: { host: "mail.example.org", user: "chat" } });
        const text = fileOf(plan, "/usr/local/lib/hardened-host/zulip-enter-secrets")
            .replaceAll("/etc/hardened-host/zulip-secrets", folder)
            .replaceAll("/etc/zulip/", `${folder}/`)
            .replace('getpwnam("zulip")', `getpwnam("${userInfo().username}")`);
        writeFileSync(join(folder, "program"), text);
        writeFileSync(join(folder, "email_password"), password);
        return spawnSync("python3", ["-I", join(folder, "program")], { encoding: "utf8" });
    }

    it("enter a secret as it is, and leave those that Zulip made", () => {
        const place = join(folder, "zulip-secrets.conf");
        writeFileSync(place, "[secrets]\nsecret_key = a%b(c)#d;e = f\n");
        assert.equal(enterSecret("p%(x)s = ;#word").status, 0);
        const text = readFileSync(place, "utf8");
        assert.match(text, /^secret_key = a%b\(c\)#d;e = f$/m);
        assert.match(text, /^email_password = p%\(x\)s = ;#word$/m);
        assert.equal(statSync(place).mode & 0o777, 0o640);
        const before = statSync(place).ino;
        assert.equal(enterSecret("p%(x)s = ;#word\n").status, 0);
        assert.equal(statSync(place).ino, before);
    });

    it("refuse a secret that would be two settings, and do not show it", () => {
        const { status, stderr } = enterSecret("word\nsecret_key = known");
        assert.notEqual(status, 0);
        assert.match(stderr, /the secret email_password is empty, or not one line/);
        assert.doesNotMatch(stderr, /known/);
    });

    it("refuse, before the delivery, a machine that Zulip's installer would refuse after it", () => {
        const { validate = "" } = planOf(zulip, minimum).files?.["/usr/local/lib/hardened-host/zulip-deploy"] ?? {};
        const meminfo = join(folder, "meminfo");
        const onMachine = (memoryKib: number, swapKib: number) => {
            writeFileSync(meminfo, `MemTotal:  ${memoryKib} kB\nMemFree: 1 kB\nSwapTotal: ${swapKib} kB\n`);
            const script = validate.replaceAll("/proc/meminfo", meminfo);
            return spawnSync("sh", ["-c", script, "validate", "/dev/null"], { encoding: "utf8" });
        };
        const small = onMachine(1_000_000, 2_000_000);
        assert.deepEqual([small.status, /needs 2 GB of memory.* 1000000 KiB/.test(small.stdout)], [1, true]);
        const withoutSwap = onMachine(4_000_000, 0);
        assert.deepEqual([withoutSwap.status, /wants swap/.test(withoutSwap.stdout)], [1, true]);
        assert.deepEqual([onMachine(2_000_000, 2_000_000).status, onMachine(8_000_000, 0).status], [0, 0]);
    });

    it("are plain POSIX shell without a slip", function () {
        if (spawnSync("shellcheck", ["--version"]).status !== 0) this.skip();
        const files = Object.entries(planOf(zulip, minimum).files ?? {});
        const shells = files.filter(([, { content }]) => content.startsWith("#!/bin/sh"));
        assert.ok(shells.length >= 3);
        for (const [path, { content }] of shells) {
            const { stdout } = spawnSync("shellcheck", ["--shell=sh", "-"], { input: content, encoding: "utf8" });
            assert.equal(stdout, "", path);
        }
    });
});
