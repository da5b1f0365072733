import assert from "node:assert/strict";
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Phases } from "../../scripts/bootstrap/phases";
import { renderPage } from "../../scripts/audit/report/page";
import { ensureScapContent } from "../../scripts/toolchain/scap-content";
import { skipWithoutContainers } from "../containers/container";
import { inCloud, stock } from "../faults/world/birth";
import type { FaultyHost } from "../faults/world/faulty-host";
import { wholePlan } from "../faults/world/whole-plan";
import { World } from "../faults/world/world";
import { AuditedHost, type Audited, examinationOf, failedRules, figureOf } from "./world/audited-host";
import { accessibilityProblems, launchBrowser, openPage, sidewaysPixels } from "./world/browser";
import { keepPicture } from "./world/pictures";
import { laterBaseline, state } from "./world/state";

/** Of the plan, so that no delivery has to install them. */
const installed = [
    ...["acct", "aide", "apparmor", "auditd", "libpam-pwquality", "logrotate", "needrestart", "nftables"],
    ...["openssh-server", "sudo", "systemd-timesyncd", "unattended-upgrades"],
    // By it, OpenSCAP's rules tell a machine from a container's image, to which most of them would not apply.
    "linux-base",
];
/** What it borrows is in the mirror only. */
const borrowed = ["lynis", "openscap-scanner", "ssg-debian"];

/** What a container shares with its computer, and cannot show. */
const ofTheKernel = /^(kernel|logging): |^minimal: the clock is kept/;

/** The same by OpenSCAP's names, and what the container's base system has of its own. */
const ofContainers = [
    ...["apparmor_configured", "mount_option_nodev_nonroot_local_partitions", "prefer_64bit_os"],
    ...["service_auditd_enabled", "service_timesyncd_enabled", "ntp_single_service_active"],
    "file_groupownerships_var_log",
];

/** A program that listens, and whose name is markup. */
const backdoor = `
import socket, time
open("/proc/self/comm", "w").write("<img src=x>")
s = socket.socket(); s.bind(("0.0.0.0", 8888)); s.listen(); time.sleep(3600)`;

describe("an audit", function () {
    this.timeout(30 * 60 * 1000);
    let world: World;
    const hosts: FaultyHost[] = [];
    const folders: string[] = [];
    let hardened: AuditedHost;
    let plain: AuditedHost;
    let [stateBefore, stateAfter] = ["", ""];
    let ofHardened: Audited;
    let ofPlain: Audited;
    const profiles = ["cis_level1_server", "anssi_bp28_enhanced"];

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
        const content = await ensureScapContent(new Phases(), ["debian"]);
        assert.ok(content.debian !== undefined, "the pinned rules can be had from nowhere: raise their pin");
        await makeHosts();
        const { machine } = hardened.host;
        await machine.write("/root/backdoor.py", backdoor);
        await machine.text("systemd-run --quiet --unit=backdoor python3 /root/backdoor.py; sleep 1");
        await machine.text(laterBaseline);
        stateBefore = await machine.text(state);
        [ofHardened, ofPlain] = await Promise.all([
            hardened.audit({ profiles, content }),
            plain.audit({ only: ["checks", "openscap", "ssh-audit", "updates"], profiles, content }),
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
        for (const profile of profiles) {
            const name = `OpenSCAP ${profile}`;
            const [better, worse] = [figureOf(ofHardened, "openscap", name), figureOf(ofPlain, "openscap", name)];
            assert.ok(better > worse, `${profile}: ${better} against ${worse}`);
        }
        const { findings } = examinationOf(ofHardened, "openscap");
        assert.ok(findings.length > 400, String(findings.length));
        const covering = (item: RegExp) => findings.filter(({ covers }) => covers.some((one) => item.test(one))).length;
        assert.ok(covering(/^CIS13 /) > 300 && covering(/^BP28 /) > 200);
        assert.ok(figureOf(ofHardened, "lynis", "Lynis hardening index") >= 80);
        assert.deepEqual(failedRules(ofHardened, "ssh-audit"), []);
        assert.ok(failedRules(ofPlain, "ssh-audit").length > 5);
    });

    it("leaves nothing open of those benchmarks that was not decided, but for what a container cannot have", () => {
        const open = examinationOf(ofHardened, "openscap").findings.filter(
            ({ passed, accepted }) => !passed && accepted === undefined,
        );
        assert.deepEqual(
            open.map(({ rule }) => rule).filter((rule) => !ofContainers.includes(rule) && !rule.startsWith("sysctl_")),
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
        const { tool, remarks } = examinationOf(ofHardened, "openscap");
        assert.match(tool, /^OpenSCAP [\d.]+ with ssg-debian13-ds\.xml$/);
        assert.deepEqual(remarks, []);
        const without = ofHardened.report.hosts[0]?.examinations.filter(({ obstacle }) => obstacle !== "") ?? [];
        assert.deepEqual(
            without.map(({ id, obstacle, isDue }) => [id, obstacle, isDue]),
            [
                ["backups", "the settings ask for no backups", false],
                ["sources", "the settings name neither lists nor bans", false],
                ["testssl", "the host serves no site", false],
            ],
        );
    });

    it("takes the rules that the host's own distribution packages where newer ones cannot be had, and says so", async () => {
        const packaged = await plain.audit({ only: ["openscap"], profiles });
        folders.push(packaged.folder);
        const { tool, remarks } = examinationOf(packaged, "openscap");
        assert.match(tool, /with ssg-debian12-ds\.xml$/);
        assert.match(remarks.join(" "), /ssg-debian12-ds\.xml was applied.*has no profile cis_level1_server/);
        assert.ok(figureOf(packaged, "openscap", "OpenSCAP anssi_bp28_enhanced") > 0);
    });

    it("ends with 31, and writes its report in every form, where nothing of the host's acts", async () => {
        assert.equal(ofHardened.status, 31);
        const names = await readdir(ofHardened.folder);
        for (const ending of ["html", "json", "sarif", "junit.xml"]) assert.ok(names.includes(`report.${ending}`));
        const page = await readFile(join(ofHardened.folder, "report.html"), "utf8");
        assert.doesNotMatch(page, /<img/);
        assert.match(page, /&#60;img src=x&#62;/);
    });

    it("is seen in a browser at desktop and phone width, by everybody and whole", async () => {
        // The stock host is what it was before.
        const file = join(ofHardened.folder, "with-history.html");
        await writeFile(file, renderPage(ofHardened.report, [ofPlain.report]));
        const browser = await launchBrowser();
        try {
            for (const width of ["desktop", "phone"] as const) {
                const { page } = await openPage(browser, file, width);
                assert.equal(await sidewaysPixels(page), 0);
                assert.deepEqual(await accessibilityProblems(page), []);
                await keepPicture(page, width);
            }
        } finally {
            await browser.close();
        }
    });
});
