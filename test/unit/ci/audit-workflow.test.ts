import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jobsOf, recorder, runStep, stepOf } from "./steps";

const file = "github/audit.yml";
const step = (name: string) => stepOf(file, "audit", name);

describe("the workflow that audits", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "workflow-"))));
    afterEach(() => rmSync(folder, { recursive: true }));

    const outputs = () => readFileSync(join(folder, "output"), "utf8");
    const run = (name: string, env: Readonly<Record<string, string>> = {}) =>
        runStep(step(name), folder, {
            ...{ STACK: "prod", GITHUB_REPOSITORY: "o/r", GITHUB_OUTPUT: join(folder, "output"), ...env },
        });

    /** Answers as GitHub's interface does, through the step's own filter. */
    function gitHub(isPrivate: boolean, artifacts: readonly object[]): void {
        writeFileSync(join(folder, "repository.json"), JSON.stringify({ private: isPrivate }));
        writeFileSync(join(folder, "artifacts.json"), JSON.stringify({ artifacts }));
        writeFileSync(join(folder, "report.json"), "{}");
        spawnSync("zip", ["-q", "audit.zip", "report.json"], { cwd: folder });
        recorder(
            folder,
            "gh",
            `for argument; do [ "$last" != --jq ] || filter=$argument; last=$argument; done
            case "$2" in
                repos/o/r) jq -r "$filter" repository.json ;;
                repos/o/r/actions/artifacts/*/zip) cat audit.zip ;;
                "repos/o/r/actions/artifacts?name=audit-prod&per_page=100") jq -r "$filter" artifacts.json ;;
                *) exit 1 ;;
            esac`,
        );
    }

    it("takes the earlier audits of this repository, and not what a fork calls by that name", () => {
        const own = { repository_id: 1, head_repository_id: 1 };
        const fork = { repository_id: 1, head_repository_id: 2 };
        gitHub(true, [
            { id: 7, expired: false, workflow_run: fork },
            { id: 6, expired: true, workflow_run: own },
            { id: 5, expired: false, workflow_run: own },
        ]);
        const { status, stderr } = run("Earlier audits");
        assert.equal(status, 0, stderr);
        assert.match(readFileSync(join(folder, "calls"), "utf8"), /actions\/artifacts\/5\/zip/);
        assert.equal(readFileSync(join(folder, "audit/report.json"), "utf8"), "{}");
        assert.equal(outputs(), "private=true\n");
    });

    it("begins without any where there are none", () => {
        gitHub(true, []);
        assert.equal(run("Earlier audits").status, 0);
        assert.ok(!existsSync(join(folder, "audit")));
    });

    it("keeps no report in a public repository, where everybody could read it", () => {
        gitHub(false, [{ id: 5, expired: false, workflow_run: { repository_id: 1, head_repository_id: 1 } }]);
        assert.equal(run("Earlier audits").status, 0);
        assert.equal(outputs(), "private=false\n");
        assert.ok(!existsSync(join(folder, "audit")));
        const upload = jobsOf(file)["audit"]?.steps.find(({ uses }) => uses?.startsWith("actions/upload-artifact@"));
        assert.deepEqual(upload?.if, "steps.earlier.outputs.private == 'true'");
    });

    it("hands the audit's status on, whose key is gone with its agent", () => {
        const key = join(folder, "key");
        spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
        recorder(folder, "npm", "ssh-add -l >keys; exit 30");
        const { status, stderr } = run("Audit", { DEPLOY_KEY: readFileSync(key, "utf8") });
        assert.equal(status, 0, stderr);
        assert.equal(outputs(), "status=30\n");
        assert.match(readFileSync(join(folder, "keys"), "utf8"), /ED25519/);
        assert.match(readFileSync(join(folder, "calls"), "utf8"), /^npm run --silent audit -- prod --output audit$/m);
    });

    for (const [STATUS, passes, said] of [
        ["0", true, /Nothing is open/],
        ["30", true, /::warning::/],
        ["31", false, /::error::.*high/],
        ["32", true, /::warning::/],
        ["1", false, /::error::/],
        ["", false, /::error::/],
    ] as const) {
        it(`${passes ? "passes" : "fails"} with the status "${STATUS}"`, () => {
            const { status, stdout } = run("Verdict", { STATUS });
            assert.equal(status === 0, passes);
            assert.match(stdout, said);
        });
    }
});
