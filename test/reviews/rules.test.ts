import assert from "node:assert/strict";
import { join } from "node:path";
import { claimingProvider, writeExecutable } from "../../bench/real-stack";
import { EngineProject, type EngineCall } from "../engine/project";
import { mustRun, run } from "../vm/world/command";
import { host, hosts } from "./settings-changes";

const start = ({ program, args, cwd, env }: EngineCall) => run(program, args, { cwd, env });

/** Runs a preview and an `up` without one; gives what both said, and the types of what was made. */
async function tryStack(project: EngineProject) {
    await mustRun("pulumi", project.initialisation.args, project.initialisation);
    const preview = await start(project.call("preview"));
    const up = await start(project.call("up", "--yes", "--skip-preview"));
    await mustRun("pulumi", exportArgs, project.initialisation);
    const made = (await project.resources("state.json")).map(({ type }) => type);
    return { preview, up, made: made.filter((type) => !type.startsWith("pulumi:")) };
}

const exportArgs = ["stack", "export", "--stack", "test", "--file", "state.json", "--non-interactive"];

describe("a mandatory rule", function () {
    this.timeout("5m");

    it("about a plan refuses preview and up in the words of a wrong setting, and nothing is made", async () => {
        const project = await EngineProject.create("stacks/main.js", {});
        try {
            await project.useProvider(await claimingProvider(project));
            const openings = [{ port: 5432, purpose: "database" }];
            const { config } = hosts({ "host-1": host({ host: { firewall: { openings } } }) });
            await project.configure(JSON.stringify(config));
            const { preview, up, made } = await tryStack(project);
            for (const { status, output } of [preview, up]) {
                assert.notEqual(status, 0);
                assert.match(output, /hosts\.host-1\.host: breaks the rule no-inner-port-for-strangers: port 5432/);
                assert.match(output, /Name the sources of the opening/);
            }
            assert.deepEqual(made, []);
        } finally {
            await project.remove();
        }
    });

    it("about a resource refuses it before the ones beside it are made", async () => {
        const project = await EngineProject.create("test/reviews/world/ruled.ts", {});
        try {
            const cloud = join(project.folder, "cloud");
            await writeExecutable(cloud, "digitalocean", "test/reviews/world/claiming-cloud.ts");
            await project.useProvider(await claimingProvider(project), { digitalocean: cloud });
            const { preview, up, made } = await tryStack(project);
            for (const { status, output } of [preview, up]) {
                assert.notEqual(status, 0);
                assert.match(
                    output,
                    /SpacesBucket published: breaks the rule no-public-bucket: its ACL is public-read/,
                );
            }
            assert.deepEqual(made, []);
        } finally {
            await project.remove();
        }
    });
});
