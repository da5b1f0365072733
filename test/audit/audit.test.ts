import assert from "node:assert/strict";
import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { skipWithoutContainers } from "../containers/container";
import { inCloud, stock } from "../faults/world/birth";
import type { FaultyHost } from "../faults/world/faulty-host";
import { wholePlan } from "../faults/world/whole-plan";
import { World } from "../faults/world/world";
import { AuditedHost, type Audited, examinationOf, failedRules, figureOf } from "./world/audited-host";

/** Of the plan, so that no delivery has to install them. */
const installed = [
    ...["acct", "aide", "apparmor", "auditd", "libpam-pwquality", "logrotate", "needrestart", "nftables"],
    ...["openssh-server", "sudo", "systemd-timesyncd", "unattended-upgrades"],
];
/** What the audit borrows; the host has them in its mirror only. */
const borrowed = ["lynis", "openscap-scanner", "ssg-debian"];

/** What a container shares with its computer, and cannot show. */
const ofTheKernel = /^(kernel|logging): |^minimal: the clock is kept/;

/** Everything that an audit might leave behind: files with their times, packages, units, rules, sockets, accounts, limits. */
const state = `
    find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /var/tmp -o -path /var/log -o -path /var/lib/aide \\
        -o -path /var/lib/systemd \\) -prune -o -printf '%y %m %u:%g %s %T@ %p\\n' | sort -k 6
    dpkg-query -W; systemctl list-unit-files --no-legend; systemctl list-units --all --no-legend --plain 'hardened-host-audit*'
    nft -s list ruleset | sed '/elements = /,/}/d'; ss -H -ltn; sysctl -a 2>/dev/null | grep -E '^(kernel.yama|kernel.core|fs)' \\
        | grep -Ev 'nr|state|file-nr|quota'; ls -A /tmp /var/tmp /media`;

/** A program that listens, and whose name is markup. */
const backdoor = `
import socket, time
open("/proc/self/comm", "w").write("<img src=x>")
s = socket.socket(); s.bind(("0.0.0.0", 8888)); s.listen(); time.sleep(3600)`;

describe("an audit", function () {
    this.timeout(12 * 60 * 1000);
    let world: World;
    const hosts: FaultyHost[] = [];
    const folders: string[] = [];
    let hardened: AuditedHost;
    let plain: AuditedHost;
    let [stateBefore, stateAfter] = ["", ""];
    let ofHardened: Audited;
    let ofPlain: Audited;

    async function makeHosts() {
        world = await World.create({ release: "debian-13", with: installed, without: [] }, borrowed);
        const [one, other] = await Promise.all([0, 1].map(() => world.makeHost({ ...stock, diskMib: 2000 })));
        assert.ok(one !== undefined && other !== undefined);
        hosts.push(one, other);
        const { status, output } = await one.deployer.deliver(wholePlan(one, "debian-13"));
        assert.equal(status, 0, output);
        hardened = new AuditedHost(world, one, inCloud.access);
        plain = new AuditedHost(world, other, stock.access);
        for (const { machine } of hosts) await machine.text("apt-get -qq update");
    }

    before(async function () {
        await skipWithoutContainers(this);
        await makeHosts();
        const { machine } = hardened.host;
        await machine.write("/root/backdoor.py", backdoor);
        await machine.text("systemd-run --quiet --unit=backdoor python3 /root/backdoor.py; sleep 1");
        stateBefore = await machine.text(state);
        [ofHardened, ofPlain] = await Promise.all([
            hardened.audit(),
            plain.audit({ only: ["checks", "openscap", "ssh-audit", "updates"] }),
        ]);
        stateAfter = await machine.text(state);
        folders.push(ofHardened.folder, ofPlain.folder);
    });
    after(async () => {
        await Promise.all([
            ...hosts.map((host) => host.remove()),
            ...folders.map((one) => rm(one, { recursive: true })),
        ]);
        await world.remove();
    });

    it("leaves the host as it was: every file with its times, packages, units, rules, sockets", () => {
        const [was, is] = [stateBefore.split("\n"), stateAfter.split("\n")];
        assert.ok(was.length > 10_000, String(was.length));
        assert.deepEqual(
            [...was.filter((line) => !is.includes(line)), ...is.filter((line) => !was.includes(line))],
            [],
        );
    });

    it("finds that a hardened host keeps its promises, and that a stock one does not", () => {
        assert.deepEqual(
            failedRules(ofHardened, "checks").filter((rule) => !ofTheKernel.test(rule)),
            [],
        );
        assert.ok(failedRules(ofPlain, "checks").length > 50);
    });

    it("gives the hardened host better figures in the benchmarks of others", () => {
        const name = "OpenSCAP anssi_bp28_enhanced";
        const [better, worse] = [figureOf(ofHardened, "openscap", name), figureOf(ofPlain, "openscap", name)];
        assert.ok(better > worse, `${better} against ${worse}`);
        const { findings } = examinationOf(ofHardened, "openscap");
        assert.ok(findings.length > 80);
        assert.ok(findings.filter(({ covers }) => covers.length > 0).length > 0.8 * findings.length);
        assert.ok(figureOf(ofHardened, "lynis", "Lynis hardening index") >= 80);
        assert.deepEqual(failedRules(ofHardened, "ssh-audit"), []);
        assert.ok(failedRules(ofPlain, "ssh-audit").length > 5);
    });

    it("leaves nothing open of those benchmarks that was not decided, but for what a container cannot have", () => {
        const open = examinationOf(ofHardened, "openscap").findings.filter(
            ({ passed, accepted }) => !passed && accepted === undefined,
        );
        const ofContainers = ["apparmor_configured", "mount_option_nodev_nonroot_local_partitions", "prefer_64bit_os"];
        assert.deepEqual(
            open.map(({ rule }) => rule).filter((rule) => !ofContainers.includes(rule)),
            [],
        );
    });

    it("finds what listens undeclared, though the firewall lets nobody reach it", () => {
        const { findings } = examinationOf(ofHardened, "ports");
        assert.deepEqual(
            findings.filter(({ passed }) => !passed).map(({ rule }) => rule),
            ["listens: tcp 0.0.0.0:8888 of <img src=x>"],
        );
        assert.deepEqual(
            findings.filter(({ rule }) => rule.startsWith("answers")).map(({ rule }) => rule),
            ["answers: tcp 4222"],
        );
    });

    it("says of what it did not look at why", () => {
        const remarks = examinationOf(ofHardened, "openscap").remarks.join(" ");
        assert.match(remarks, /ssg-debian12-ds\.xml was applied/);
        const without = ofHardened.report.hosts[0]?.examinations.filter(({ obstacle }) => obstacle !== "") ?? [];
        assert.deepEqual(
            without.map(({ id, obstacle, isDue }) => [id, obstacle, isDue]),
            [
                ["backups", "the settings ask for no backups", false],
                ["testssl", "the host serves no site", false],
            ],
        );
    });

    it("ends with 31, and writes its report in every form, where nothing of the host's acts", async () => {
        assert.equal(ofHardened.status, 31);
        const names = await readdir(ofHardened.folder);
        for (const name of ["report.html", "report.json", "report.sarif", "report.junit.xml"])
            assert.ok(names.includes(name));
        const page = await readFile(join(ofHardened.folder, "report.html"), "utf8");
        assert.doesNotMatch(page, /<img/);
        assert.match(page, /&#60;img src=x&#62;/);
    });
});
