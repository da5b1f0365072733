import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { integrity } from "../../../components/host/hardenings/integrity";
import { logging } from "../../../components/host/hardenings/logging";
import { updates } from "../../../components/host/hardenings/updates";
import { egress } from "../../../components/host/hardenings/egress";
import { notify } from "../../../components/host/services/notify";
import { proxy } from "../../../components/host/services/proxy";
import { tls } from "../../../components/host/services/tls";
import { planOf } from "./part-of-host";
import { internalCertificate, noticesByEverything, publicCertificate } from "./service-settings";

/** What the project allows to a unit of its own: systemd-analyze(1), "security". */
const highestExposure = 2;

const claims = { deferredRestarts: ["postgresql@17-main.service"] };
const plans = [
    planOf(integrity),
    planOf(logging),
    planOf(updates, {}, { claims }),
    planOf(tls, internalCertificate),
    planOf(tls, publicCertificate),
    planOf(notify, noticesByEverything),
    planOf(egress),
    planOf(proxy),
];
const files = plans.flatMap((plan) => Object.entries(plan.files ?? {}));

describe("units of our own", () => {
    let folder = "";
    before(function () {
        if (spawnSync("systemd-analyze", ["--version"]).status !== 0) this.skip();
        folder = mkdtempSync(join(tmpdir(), "own-units-"));
    });
    after(() => {
        if (folder !== "") rmSync(folder, { recursive: true });
    });

    const services = new Map(files.filter(([path]) => path.endsWith(".service")));
    for (const [path, { content }] of services) {
        it(`${basename(path)} is exposed by ${highestExposure} at most`, () => {
            const staged = join(folder, basename(path));
            writeFileSync(staged, content);
            const { stdout, stderr } = spawnSync(
                "systemd-analyze",
                ["security", "--offline=true", `--threshold=${highestExposure * 10}`, "--no-pager", staged],
                { encoding: "utf8" },
            );
            const exposure = /Overall exposure level for .*: (\d+\.\d)/.exec(stdout)?.[1];
            assert.ok(exposure !== undefined, stderr);
            assert.ok(Number(exposure) <= highestExposure, `exposure is ${exposure}`);
        });
    }

    const timers = new Map(files.filter(([path]) => /hardened-host-.*\.timer$/.test(path)));
    for (const [path] of timers) {
        it(`${basename(path)} starts a service that is delivered with it`, () => {
            assert.ok(services.has(path.replace(/timer$/, "service")));
        });
    }

    const calendars = [...timers.values()].flatMap(({ content }) => content.match(/(?<=^OnCalendar=).+$/gm) ?? []);
    for (const calendar of calendars) {
        it(`the time "${calendar}" is understood by systemd`, () => {
            const { status, stderr } = spawnSync("systemd-analyze", ["calendar", calendar], { encoding: "utf8" });
            assert.equal(status, 0, stderr);
        });
    }
});

describe("programs of our own", () => {
    const programs = new Map(files.filter(([path]) => path.startsWith("/usr/local/lib/hardened-host/")));
    for (const [path, { content, mode }] of programs) {
        it(`${basename(path)} is clean to shellcheck and can be run`, function () {
            assert.equal(mode, "0755");
            const { status, stdout, error } = spawnSync("shellcheck", ["-"], { input: content, encoding: "utf8" });
            if (error !== undefined) this.skip();
            assert.equal(status, 0, stdout);
        });
    }
});
