import assert from "node:assert/strict";
import { updates } from "../../../components/host/hardenings/updates";
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

describe("the reboot window", () => {
    it("opens every night, at a moment that is each host's own", () => {
        const lines = directives(timer({}));
        for (const line of ["OnCalendar=*-*-* 03:30:00 UTC", "RandomizedDelaySec=60min", "FixedRandomDelay=yes"]) {
            assert.ok(lines.includes(line), line);
        }
    });

    it("is not made up for after the machine was off", () => {
        assert.match(timer({}), /^Persistent=no$/m);
    });

    it("follows the settings", () => {
        const window = { days: ["Sat", "Sun"], start: "00:15", durationMinutes: 5, timezone: "Europe/Berlin" };
        assert.match(timer({ window }), /^OnCalendar=Sat,Sun \*-\*-\* 00:15:00 Europe\/Berlin$/m);
        const upgrade = "/etc/systemd/system/apt-daily-upgrade.timer.d/60-hardened-host.conf";
        const text = fileOf(planOf(updates, { window }), upgrade);
        assert.match(text, /^OnCalendar=\nOnCalendar=\*-\*-\* 22:45:00 Europe\/Berlin$/m);
    });

    it("restarts deferred services in it, and keeps needrestart from doing so before", () => {
        const plan = planOf(updates, {}, { claims: { deferredRestarts: ["postgresql@17-main.service"] } });
        assert.match(fileOf(plan, program), /^restart_outdated postgresql@17-main\.service$/m);
        assert.match(fileOf(plan, "/etc/needrestart/conf.d/60-hardened-host.conf"), /qr\(\^postgresql\\@17/);
    });

    it("never reboots where that is not wanted", () => {
        assert.match(fileOf(planOf(updates), program), /systemctl reboot/);
        assert.doesNotMatch(
            fileOf(planOf(updates, { rebootWhenNeeded: false }), program),
            /reboot --|systemctl reboot/,
        );
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
