import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { updates } from "../../../components/host/hardenings/updates";
import { momentInWindow } from "../../../components/host/hardenings/updates/window-time";
import { directives, fileOf, planOf, problemsOf, ubuntu2404 } from "./part-of-host";

const aptConf = "/etc/apt/apt.conf.d/60hardened-host";
const program = "/usr/local/lib/hardened-host/reboot-window";
const timer = (settings: unknown) =>
    fileOf(planOf(updates, settings), "/etc/systemd/system/hardened-host-reboot.timer");

describe("unattended upgrades", () => {
    it("take security updates and nothing else on Debian", () => {
        const lines = directives(fileOf(planOf(updates), aptConf)).map((line) => line.trim());
        assert.deepEqual(
            lines.filter((line) => line.includes("origin=")),
            ['"origin=Debian,codename=${distro_codename}-security,label=Debian-Security";'],
        );
        const clear = lines.indexOf("#clear Unattended-Upgrade::Origins-Pattern;");
        assert.ok(clear >= 0 && clear < lines.findIndex((line) => line.includes("origin=")));
    });

    it("take Ubuntu's security pocket, and clear the list that Ubuntu fills", () => {
        const text = fileOf(planOf(updates, {}, { distribution: ubuntu2404 }), aptConf);
        assert.match(text, /"origin=Ubuntu,archive=\$\{distro_codename\}-security";/);
        assert.match(text, /^#clear Unattended-Upgrade::Allowed-Origins;$/m);
        assert.doesNotMatch(text, /archive=\$\{distro_codename\}-updates/);
    });

    it("take more when asked to", () => {
        const settings = { packages: "stable", extraOrigins: ["origin=Docker,label=Docker CE"] };
        const text = fileOf(planOf(updates, settings), aptConf);
        assert.match(text, /"origin=Debian,codename=\$\{distro_codename\},label=Debian";/);
        assert.match(text, /"origin=Docker,label=Docker CE";/);
    });

    it("never restart the machine by themselves", () => {
        assert.match(fileOf(planOf(updates), aptConf), /^Unattended-Upgrade::Automatic-Reboot "false";$/m);
    });
});

/** `HH:MM` in UTC, so many minutes from now. */
function utcTime(minutesFromNow: number): string {
    return new Date(Date.now() + minutesFromNow * 60_000).toISOString().slice(11, 16);
}

/** Runs the program with nothing to restart: it says so outside of the window, and asks needrestart inside. */
function runProgram(window: object): string {
    const source = fileOf(planOf(updates, { window, rebootWhenNeeded: false }), program);
    const { stdout } = spawnSync("sh", ["-s"], { input: source, encoding: "utf8" });
    return stdout;
}

describe("the reboot window", () => {
    it("opens every night, and a host acts at a moment in it that is always its own", () => {
        const [, hour, minute] = /^OnCalendar=\*-\*-\* (\d\d):(\d\d):00 UTC$/m.exec(timer({})) ?? [];
        const moment = Number(hour) * 60 + Number(minute);
        assert.ok(moment >= 3 * 60 + 30 && moment < 4 * 60 + 30, timer({}));
        assert.equal(timer({}), timer({}));
        const moments = ["a", "b", "c", "d"].map((name) => momentInWindow(updates.settings.parse({}).window, name));
        assert.ok(new Set(moments).size > 1, moments.join());
    });

    it("that crosses midnight acts on the day after the one on which it opened", () => {
        const { window } = updates.settings.parse({
            window: { days: ["Sat", "Sun"], start: "23:59", durationMinutes: 720 },
        });
        const moments = ["a", "b", "c"].map((name) => momentInWindow(window, name));
        assert.ok(
            moments.some((moment) => moment.startsWith("Sun,Mon *-*-* 0")),
            moments.join(),
        );
    });

    it("is not made up for after the machine was off", () => {
        assert.match(timer({}), /^Persistent=no$/m);
    });

    it("follows the settings", () => {
        const window = { days: ["Sat", "Sun"], start: "00:15", durationMinutes: 1, timezone: "Europe/Berlin" };
        assert.match(timer({ window }), /^OnCalendar=Sat,Sun \*-\*-\* 00:15:00 Europe\/Berlin$/m);
        const upgrade = "/etc/systemd/system/apt-daily-upgrade.timer.d/60-hardened-host.conf";
        const text = fileOf(planOf(updates, { window }), upgrade);
        assert.match(text, /^OnCalendar=\nOnCalendar=\*-\*-\* 22:45:00 Europe\/Berlin$/m);
    });

    it("lets the program do nothing when a timer fires outside of it", () => {
        assert.match(runProgram({ start: utcTime(60), durationMinutes: 30 }), /Outside of the reboot window/);
        assert.match(runProgram({ start: utcTime(-60), durationMinutes: 30 }), /Outside of the reboot window/);
        const today = new Date().toUTCString().slice(0, 3);
        const others = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].filter((day) => day !== today);
        if (utcTime(-5) < utcTime(0)) {
            assert.match(runProgram({ start: utcTime(-5), days: others }), /Outside of the reboot window/);
        }
        assert.doesNotMatch(runProgram({ start: utcTime(-5) }), /Outside/);
    });

    it("restarts deferred services in it, and keeps needrestart from doing so before", () => {
        const plan = planOf(updates, {}, { claims: { deferredRestarts: ["postgresql@17-main.service"] } });
        assert.match(fileOf(plan, program), /^restart_outdated postgresql@17-main\.service$/m);
        assert.match(fileOf(plan, "/etc/needrestart/conf.d/60-hardened-host.conf"), /qr\(\^postgresql\\@17/);
    });

    it("never reboots where that is not wanted", () => {
        assert.match(fileOf(planOf(updates), program), /exec shutdown --reboot/);
        assert.doesNotMatch(fileOf(planOf(updates, { rebootWhenNeeded: false }), program), /--reboot|systemctl reboot/);
    });
});

describe("settings of updates", () => {
    const refused: readonly [string, unknown, RegExp][] = [
        ["a time that does not exist", { window: { start: "24:00" } }, /window\.start: must be a time of day/],
        ["a time with a line break", { window: { start: "03:30\n" } }, /window\.start/],
        ["no day at all", { window: { days: [] } }, /window\.days: must name at least one day/],
        ["an unknown day", { window: { days: ["Mo"] } }, /window\.days\.0/],
        [
            "an unknown time zone",
            { window: { timezone: "Mars/Olympus" } },
            /window\.timezone: must be an IANA time zone/,
        ],
        ["a time zone with shell characters", { window: { timezone: "UTC; reboot" } }, /window\.timezone/],
        ["an endless window", { window: { durationMinutes: 721 } }, /must be 1 to 720 minutes/],
        ["an origin that would end its quotation", { extraOrigins: ['a";b'] }, /must not contain quotation marks/],
        ["an unknown key", { reboot: true }, /reboot/],
    ];
    for (const [name, settings, problem] of refused) {
        it(`refuse ${name}`, () => assert.match(problemsOf(updates, settings).join("\n"), problem));
    }
});
