import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loginCommands } from "../../../scripts/commands/quickstart";
import { chooseHost } from "../../../scripts/commands/on-host";
import { temporaryFolder } from "../toolchain/temporary-folder";

const root = join(__dirname, "../../..");

function run(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/bootstrap.js", ...args], {
        cwd: root,
        encoding: "utf8",
    });
    return { status, stdout, stderr };
}

describe("commands", () => {
    it("are all there as npm scripts, through the one entry", () => {
        const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
            scripts: Record<string, string>;
        };
        for (const name of [
            "quickstart",
            "up",
            "preview",
            "preview-report",
            "drift",
            "destroy",
            "rollback",
            "backup-key",
            "backup-prune",
            "restore-drill",
            "pulumi",
            "check",
            "test",
            "test:vm",
            "test:faults",
            "test:services",
            "test:takeover",
            "test:reviews",
            "test:full",
            "bench",
        ]) {
            // `exec`: a shell in between would keep npm's signals to itself.
            assert.equal(scripts[name], `exec node scripts/bootstrap.js ${name}`);
        }
    });

    it("are listed when another is given", () => {
        const { status, stderr } = run("deploy");
        assert.equal(status, 1);
        assert.match(stderr, /There is no command "deploy"\. Commands: quickstart, up, preview, .*\n$/);
    });

    const ofStacks = ["up", "preview", "preview-report", "drift", "destroy", "rollback"];
    for (const command of [...ofStacks, "backup-key", "backup-prune", "restore-drill"]) {
        it(`ask for a stack when ${command} is given none, without a stack trace`, () => {
            const { status, stderr } = run(command);
            assert.equal(status, 1);
            assert.match(stderr, new RegExp(`No stack given; .*npm run ${command} -- \\S+\\n$`));
        });
    }

    it("refuse arguments that quickstart would ignore", () => {
        const { status, stderr } = run("quickstart", "other-stack");
        assert.equal(status, 1);
        assert.match(stderr, /quickstart takes no arguments \(got other-stack\)/);
    });

    it("show how to log in to one host, or to each of several", () => {
        assert.deepEqual(loginCommands({ sshCommand: "ssh a" }), ["ssh a"]);
        assert.deepEqual(loginCommands({ sshCommand: { a: "ssh a", b: "ssh b" } }), ["ssh a", "ssh b"]);
        assert.deepEqual(loginCommands({}), []);
    });
});

describe("a program in the foreground", () => {
    const folder = temporaryFolder();
    const child = join(root, "scripts/bootstrap/child");
    /** Notes each SIGINT, and ends by itself a while after the first, as Pulumi does. */
    const graceful = (folder: string) => `
        trap 'echo interrupted >> ${folder}/signals' INT
        echo ready > ${folder}/ready
        # Not for ever: a failed test leaves it behind.
        for _ in $(seq 200); do [ -e ${folder}/signals ] && break; sleep 0.05; done
        sleep 1.5
        exit 7`;

    const deliveries: Readonly<Record<string, (running: ChildProcess) => void>> = {
        "sent to us alone": (running) => running.kill("SIGINT"),
        // What happens when npm hands on what the whole group has had already.
        "sent to our process group and handed on by npm": (running) => {
            process.kill(-(running.pid ?? 0), "SIGINT");
            setTimeout(() => running.kill("SIGINT"), 50);
        },
    };
    for (const [how, interrupt] of Object.entries(deliveries)) {
        it(`gets an interruption ${how} once, is waited for, and its exit status is ours`, async () => {
            const script = `require("${child}").runInForeground("sh", ["-c", process.argv[1]]).then((s) => process.exit(s))`;
            const running = spawn(process.execPath, ["-e", script, graceful(folder.path)], {
                stdio: "ignore",
                detached: true,
            });
            while (!existsSync(join(folder.path, "ready"))) await sleep(20);
            interrupt(running);
            assert.deepEqual(await once(running, "exit"), [7, null]);
            assert.equal(readFileSync(join(folder.path, "signals"), "utf8"), "interrupted\n");
        });
    }

    it("is killed with our process group", async () => {
        const script = `require("${child}").runInForeground("sh", ["-c", process.argv[1]])`;
        const held = `exec 9> ${folder.path}/held; flock 9; echo ready > ${folder.path}/ready; sleep 60 9>&-`;
        const running = spawn(process.execPath, ["-e", script, held], { stdio: "ignore", detached: true });
        while (!existsSync(join(folder.path, "ready"))) await sleep(20);
        process.kill(-(running.pid ?? 0), "SIGKILL");
        await once(running, "exit");
        // The lock is free as soon as its holder is dead.
        assert.equal(spawnSync("flock", ["--timeout", "5", join(folder.path, "held"), "true"]).status, 0);
    });
});

describe("the host to roll back", () => {
    it("is the only one of a stack", () => {
        assert.equal(chooseHost('{"sshCommand": "ssh -p 4222 deploy@a"}', undefined), "ssh -p 4222 deploy@a");
    });

    it("is named where there are several", () => {
        assert.equal(chooseHost('{"sshCommand": {"a": "ssh a", "b": "ssh b"}}', "b"), "ssh b");
    });

    it("is asked for where there are several and none, or another, is named", () => {
        const outputs = '{"sshCommand": {"a": "ssh a", "b": "ssh b"}}';
        assert.throws(() => chooseHost(outputs, undefined), /No host given; the stack has a, b\./);
        assert.throws(() => chooseHost(outputs, "c"), /There is no host "c"; the stack has a, b\./);
        assert.throws(() => chooseHost("{}", undefined), /The stack has no host yet/);
    });
});
