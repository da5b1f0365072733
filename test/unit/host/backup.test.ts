import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { planHost } from "../../../components/host/plan-host";
import { backup } from "../../../components/host/services/backup";
import { hostSettings } from "../../../components/host/settings";
import { fileOf, planOf, problemsOf } from "./part-of-host";

const repositories = {
    rest: { type: "rest", host: "store.example.org", user: "chat-1" },
    s3: { type: "s3", bucket: "backups", accessKeyId: "AKIAEXAMPLE" },
    sftp: { type: "sftp", host: "store.example.org", user: "chat-1", path: "/backup", hostKey: "ssh-ed25519 AAAA" },
    folder: { type: "folder", path: "/srv/backup-disk" },
};
const settings = { repository: repositories.rest, paths: ["/srv/data"] };
const variables = (given: object) => fileOf(planOf(backup, given), "/etc/hardened-host/backup/settings");

describe("the backup service", () => {
    it("reaches each kind of repository by an encrypted way", () => {
        assert.match(
            variables({ repository: repositories.rest }),
            /^RESTIC_REPOSITORY='rest:https:\/\/store\.example\.org:8000\/chat-1\/'$/m,
        );
        assert.match(
            variables({ repository: repositories.s3 }),
            /^RESTIC_REPOSITORY='s3:https:\/\/s3\.amazonaws\.com\/backups\/chat-1'$/m,
        );
        assert.match(
            variables({ repository: repositories.sftp }),
            /^RESTIC_REPOSITORY='sftp:\/\/chat-1@store\.example\.org:22\/\/backup'$/m,
        );
        assert.match(variables({ repository: repositories.folder }), /^RESTIC_REPOSITORY='\/srv\/backup-disk'$/m);
    });

    it("leaves it to a restore to start what may not start without its data", () => {
        const ledger = {
            description: "Keeps a ledger",
            source: { debian: { name: "python3" } },
            command: ["/usr/bin/python3", "-V"],
        };
        const unitWith = (restoreFrom?: string) => {
            const given = { backup: { ...settings, restoreFrom }, apps: { service: { ledger } } };
            const login = { user: "deploy", authorizedKeys: [] };
            return planHost("chat-1", login, hostSettings.parse(given)).units["ledger.service"];
        };
        assert.equal(unitWith()?.active, true);
        assert.deepEqual(unitWith("latest"), { enabled: true });
    });

    it("takes no secret into a public file, and needs no credential for a folder", () => {
        const { files = {}, secretFiles = {} } = planOf(backup, settings);
        assert.deepEqual(
            Object.values(secretFiles)
                .map(({ secret }) => secret)
                .sort(),
            ["backup-password", "backup-repository"],
        );
        assert.ok(!Object.values(files).some(({ content }) => /PASSWORD='[^']/.test(content)));
        assert.deepEqual(Object.keys(planOf(backup, { repository: repositories.folder }).secretFiles ?? {}).length, 1);
    });

    it("gathers the sets of every part, and ties each pattern to the paths of its set", () => {
        const set = { name: "shop", paths: ["/srv/shop", "/etc/shop"], exclude: ["*.log"], dump: "true", load: "true" };
        const plan = planOf(backup, settings, { claims: { backupSets: [set] } });
        assert.equal(fileOf(plan, "/etc/hardened-host/backup/exclude"), "/srv/shop/**/*.log\n/etc/shop/**/*.log\n");
        assert.match(
            fileOf(plan, "/etc/hardened-host/backup/paths"),
            /^\/srv\/shop\n\/etc\/shop\n\/var\/lib\/hardened-host-backup\/dumps\/shop$/m,
        );
    });

    it("runs nothing by itself where it only restores", () => {
        const { units = {} } = planOf(backup, { ...settings, mode: "restore-only", restoreFrom: "latest" });
        assert.deepEqual(units, { "hardened-host-backup-restore.service": { enabled: true } });
    });

    const refused: readonly [string, object, RegExp][] = [
        ["a repository of no kind", { repository: { type: "ftp" } }, /repository/],
        ["a path with ..", { ...settings, paths: ["/srv/../etc"] }, /paths\.0: must not contain/],
        ["a pattern that reads a variable", { ...settings, exclude: ["$HOME"] }, /exclude\.0: must be one line/],
        ["a schedule with a line break", { ...settings, schedule: "daily\nx" }, /schedule: must be a time/],
        ["a snapshot that is none", { ...settings, restoreFrom: "yesterday" }, /restoreFrom: must be latest/],
        ["a bucket with a quotation mark", { repository: { ...repositories.s3, bucket: "a'b" } }, /bucket: must be/],
        ["a window of a day", { ...settings, keepDays: 1 }, /keepDays: must be 7 to 3650 days/],
    ];
    for (const [what, given, problem] of refused) {
        it(`refuses ${what}`, () => assert.match(problemsOf(backup, given).join("\n"), problem));
    }
});

describe("units and programs of the backup service", () => {
    let folder = "";
    before(() => (folder = mkdtempSync(join(tmpdir(), "backup-units-"))));
    after(() => rmSync(folder, { recursive: true }));

    /** Reading everything and writing anywhere are what these two are for: systemd-analyze(1), "security". */
    const exceptions: Readonly<Record<string, number>> = {
        "hardened-host-backup-dumps.service": 2.6,
        "hardened-host-backup-restore.service": 4.5,
    };
    for (const repository of Object.values(repositories)) {
        const files = Object.entries(planOf(backup, { ...settings, repository }).files ?? {});
        for (const [path, { content }] of files.filter(([path]) => path.endsWith(".service"))) {
            const highest = exceptions[basename(path)] ?? 2;
            it(`${basename(path)} with ${repository.type} is exposed by ${highest} at most`, () => {
                const staged = join(folder, basename(path));
                writeFileSync(staged, content);
                const args = ["security", "--offline=true", "--no-pager", staged];
                const { stdout, stderr } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
                const exposure = /Overall exposure level for .*: (\d+\.\d)/.exec(stdout)?.[1];
                assert.ok(exposure !== undefined, stderr);
                assert.ok(Number(exposure) <= highest, `exposure is ${exposure}`);
            });
        }
    }

    const programs = Object.entries(planOf(backup, settings).files ?? {}).filter(([, { content }]) =>
        /^#!\/bin\/sh|shellcheck shell=sh/.test(content),
    );
    for (const [path, { content }] of programs) {
        it(`${path} is clean to shellcheck`, function () {
            const { status, stdout, error } = spawnSync("shellcheck", ["-"], { input: content, encoding: "utf8" });
            if (error !== undefined) this.skip();
            assert.equal(status, 0, stdout);
        });
    }
});
