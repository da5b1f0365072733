import assert from "node:assert/strict";
import { join } from "node:path";
import { requirements } from "../../components/host/apps/openzim-mcp/requirements";
import { hostChecks } from "../../components/host/plan-host";
import { hostSettings } from "../../components/host/settings";
import { appWorldForSuite } from "./app-world";
import { ensureWheels, makeIndex } from "./wheelhouse";

describe("the checks of all apps", function () {
    this.timeout(240_000);
    const world = appWorldForSuite(async (made) => {
        await makeIndex(await ensureWheels(requirements), join(made.downloads, "simple"));
    });

    const apps = () => ({
        ejabberd: { domain: "chat.example.org" },
        "openzim-mcp": { hostName: "mcp.example.org", index: world().urlOf("simple") },
        service: {
            note: {
                description: "Waits",
                source: { debian: { name: "coreutils" } },
                command: ["/usr/bin/sleep", "infinity"],
            },
        },
    });
    const outcomes = async () => {
        const login = { user: "deploy", authorizedKeys: [] };
        const checks = hostChecks("container", login, hostSettings.parse({ apps: apps() }));
        const result: [string, boolean][] = [];
        for (const { by, check } of checks.filter((one) => one.by.startsWith("apps."))) {
            result.push([`${by}: ${check.title}`, (await world().host.machine.exec(check.command)).status === 0]);
        }
        return result;
    };
    const withOutcome = (all: readonly [string, boolean][], wanted: boolean) =>
        all.flatMap(([title, holds]) => (holds === wanted ? [title] : []));

    it("fail on a host that has the packages and not the plan", async () => {
        await world().text("systemctl start ejabberd; ejabberdctl started");
        const neverFail = withOutcome(await outcomes(), true);
        // The package's server runs, as it should; what is ours is that it is confined.
        assert.deepEqual(
            neverFail.filter((title) => title !== "apps.ejabberd: ejabberd is running"),
            [],
        );
        await world().text("systemctl stop ejabberd epmd.socket epmd.service");
    });

    it("hold on a host with all of them", async () => {
        const { status, output } = await world().deliver(apps(), { openzimMcpToken: `topsecret-${"k".repeat(40)}` });
        assert.equal(status, 0, `${output}\n${await world().host.journal()}`);
        await world().text("ejabberdctl started");
        const all = await outcomes();
        assert.ok(all.length >= 9, `only ${all.length} checks`);
        assert.deepEqual(withOutcome(all, false), []);
        for (const unit of ["ejabberd", "openzim-mcp", "openzim-mcp-site", "note"]) {
            process.stdout.write(`    exposure of ${unit}: ${await world().exposureOf(`${unit}.service`)}\n`);
        }
    });
});
