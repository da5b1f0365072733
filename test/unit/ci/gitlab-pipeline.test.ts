import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { read, recorder } from "./steps";

const runner = resolve(__dirname, "../../../node_modules/gitlab-ci-local/dist/index.js");
const pipeline = "gitlab/gitlab-ci.yml";

/** How a run of the whole pipeline ended: each job that its rules let in, with GitLab's verdict. */
interface PipelineRun {
    readonly jobs: Readonly<Record<string, string>>;
    readonly output: string;
}

describe("the pipeline for GitLab, in a runner", function () {
    this.timeout(60_000);
    let folder: string;
    let project: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "pipeline-"));
        project = makeRepository("project", { ".gitlab-ci.yml": read(pipeline) });
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

    function makeRepository(name: string, files: Readonly<Record<string, string>>): string {
        const path = join(folder, name);
        mkdirSync(path);
        for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
        const author = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
        for (const args of [
            ["init", "-q", "-b", "main"],
            ["add", "."],
            [...author, "commit", "-q", "-m", "first"],
        ])
            assert.equal(spawnSync("git", args, { cwd: path, encoding: "utf8" }).stderr, "");
        spawnSync("git", ["remote", "add", "origin", "git@gitlab.example.org:group/project.git"], { cwd: path });
        return path;
    }

    function runPipeline(variables: Readonly<Record<string, string>>): PipelineRun {
        const given = Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]);
        const options = ["--force-shell-executor", "--no-color", "--artifacts-to-source"];
        const { stdout, stderr } = spawnSync(process.execPath, [runner, ...options, ...given], {
            cwd: project,
            encoding: "utf8",
            env: {
                ...{ HOME: folder, STACK: "prod", CI_API_V4_URL: "https://gitlab.example.org/api/v4" },
                PATH: `${folder}:${process.env["PATH"] ?? ""}`,
                GCL_IGNORE_PREDEFINED_VARS: "CI_PIPELINE_SOURCE",
            },
        });
        const verdicts = [...stdout.matchAll(/^ (PASS|WARN|FAIL) +(\w+)/gm)].map(([, verdict = "", job = ""]) => [
            job,
            verdict,
        ]);
        return { jobs: Object.fromEntries(verdicts) as Record<string, string>, output: `${stdout}${stderr}` };
    }

    const calls = () => (existsSync(join(folder, "calls")) ? readFileSync(join(folder, "calls"), "utf8") : "");
    const makeKey = () => {
        const key = join(folder, "key");
        spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
        // As GitLab stores a variable: without the last end of line.
        writeFileSync(key, readFileSync(key, "utf8").trimEnd());
        return key;
    };
    /** Of a process that has ended, nothing or an empty line is left. */
    const commandOf = (pid: string) => {
        const path = `/proc/${pid}/cmdline`;
        return existsSync(path) ? readFileSync(path, "utf8") : "";
    };
    const own = { CI_PIPELINE_SOURCE: "merge_request_event", CI_MERGE_REQUEST_PROJECT_ID: "3" };

    it("is one by GitLab's schema, and a wrong key is found", () => {
        const list = () => {
            const { stdout, stderr } = spawnSync(process.execPath, [runner, "--list"], {
                cwd: project,
                encoding: "utf8",
            });
            return `${stdout}${stderr}`;
        };
        assert.match(list(), /json schema validated/);
        writeFileSync(join(project, ".gitlab-ci.yml"), read(pipeline).replace("allow_failure:", "allow_failures:"));
        assert.match(list(), /must NOT have additional properties|allow_failures/);
    });

    for (const [status, verdict] of [
        [0, "PASS"],
        [30, "WARN"],
        [31, "FAIL"],
        [32, "WARN"],
        [1, "FAIL"],
    ] as const) {
        it(`audits on a schedule, and an audit that ends with ${status} is a ${verdict}`, () => {
            const report = "<testsuites/>";
            recorder(
                folder,
                "npm",
                `ssh-add -l; echo "agent $SSH_AGENT_PID"; mkdir audit; echo '${report}' >audit/report.junit.xml; exit ${status}`,
            );
            const schedule = { CI_PIPELINE_SOURCE: "schedule", SCHEDULE: "audit", DEPLOY_KEY: makeKey() };
            const { jobs, output } = runPipeline({ ...schedule, STACK: "prod" });
            assert.deepEqual(jobs, { audit: verdict }, output);
            assert.match(output, /ED25519/);
            assert.equal(calls(), "npm run --silent audit -- prod --output audit\n");
            assert.equal(readFileSync(join(project, "audit/report.junit.xml"), "utf8"), `${report}\n`);
            const [, agent = ""] = /agent (\d+)/.exec(output) ?? [];
            assert.notEqual(agent, "");
            assert.equal(commandOf(agent), "");
        });
    }

    it("watches for drift on the other schedules, with the login key", () => {
        recorder(folder, "npm", "ssh-add -l; exit 20");
        const variables = { CI_PIPELINE_SOURCE: "schedule", STACK: "prod", DEPLOY_KEY: makeKey() };
        const { jobs, output } = runPipeline({ ...variables, DRIFT_NOTIFY_URL: "https://hooks.example.org/x" });
        assert.deepEqual(jobs, { drift: "FAIL" }, output);
        assert.match(output, /ED25519/);
        assert.equal(calls(), "npm run --silent drift -- prod --notify-url https://hooks.example.org/x\n");
    });

    it("reports on a merge request of the project's own, and wants a label for weaker security", () => {
        recorder(folder, "npm", "echo report >report.md; exit 11");
        recorder(folder, "curl", `case "$*" in *per_page*) echo '[]' ;; esac`);
        const request = { ...own, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "3", CI_MERGE_REQUEST_IID: "7", STACK: "prod" };
        const refused = runPipeline(request);
        assert.deepEqual(refused.jobs, { preview: "FAIL" }, refused.output);
        assert.match(refused.output, /needs the label "approve: weaker security"/);
        assert.match(calls(), /curl .*--request POST --data-urlencode body@report.md/);
        const labels = { CI_MERGE_REQUEST_LABELS: "approve: weaker security" };
        assert.deepEqual(runPipeline({ ...request, ...labels }).jobs, { preview: "PASS" });
        assert.equal(readFileSync(join(project, "report.md"), "utf8"), "report\n");
    });

    for (const [status, verdict] of [
        [11, "PASS"],
        [1, "FAIL"],
    ] as const) {
        it(`compares a stranger's with its target, and ${verdict === "PASS" ? "lets" : "does not let"} ${status} pass`, () => {
            const target = makeRepository("target", { "of-target": "" });
            cpSync(target, `${target}.git`, { recursive: true });
            recorder(folder, "npm", `case "$1" in run) ls base; echo report >report.md; exit ${status} ;; esac`);
            const { jobs, output } = runPipeline({
                ...{ ...own, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "9" },
                ...{ CI_MERGE_REQUEST_PROJECT_URL: `file://${target}`, CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" },
            });
            assert.deepEqual(jobs, { stranger: verdict }, output);
            assert.match(output, /of-target/);
            assert.match(
                calls(),
                /npm ci --ignore-scripts --prefix base\nnpm run .*preview-report -- \w+ --against base/,
            );
        });
    }
});
