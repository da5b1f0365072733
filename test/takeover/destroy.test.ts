import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import { EngineProject, type EngineCall } from "../engine/project";
import { stock, type Access } from "../faults/world/birth";
import { difference } from "../faults/world/difference";
import { FoundServer } from "../faults/world/found-server";
import { keyOf } from "../faults/world/host-variant";
import { packagesOfWholePlan } from "../faults/world/whole-plan";
import { World } from "../faults/world/world";
import { run, type CommandResult } from "../vm/world/command";

/** The server lets in this account, and root by no way. */
const operator: Access = { ...stock.access, user: "operator" };
const deploy: Access = { ...stock.access, user: "deploy", sshPort: 4222 };

const maySudo = "/etc/sudoers.d/operator";
const ownersWay = `
    install -d -m 0700 -o operator -g operator /home/operator/.ssh
    install -m 0600 -o operator -g operator /root/.ssh/authorized_keys /home/operator/.ssh/
    rm /root/.ssh/authorized_keys
    echo 'operator ALL=(ALL) NOPASSWD:ALL' >${maySudo}; chmod 0440 ${maySudo}`;

describe("a stack with a server that was there before, lets in an account with sudo, and has no Python", function () {
    this.timeout(10 * 60 * 1000);
    let world: World;
    let found: FoundServer;
    let project: EngineProject;

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create(...packagesOfWholePlan("debian-13", ["python3-minimal"]));
        found = await FoundServer.make(world, ownersWay);
        project = await EngineProject.create("test/takeover/stack/program.ts", {});
        await project.configure(JSON.stringify({ "hardened-host:hosts": { "web-1": settingsOf(found) } }));
        await mustRun(project.initialisation);
    });
    after(async () => {
        await project.remove();
        await found.server.remove();
        await world.remove();
    });

    const inNetwork = ({ program, args, ...options }: EngineCall): Promise<CommandResult> =>
        run(...world.network.command(program, args), options);
    const mustRun = async (call: EngineCall): Promise<string> => {
        const { status, output } = await inNetwork(call);
        assert.equal(status, 0, `${output}\n${await found.server.journal()}`);
        return output;
    };
    const operation = (name: string) => project.call(name, "--yes", "--skip-preview", "--suppress-progress");
    const kinds = async () => {
        await mustRun(project.call("stack", "export", "--file", "export.json"));
        const resources = await project.resources("export.json");
        return resources.flatMap(({ type }) => /^hardened-host:index:(.*)/.exec(type)?.[1] ?? []).sort();
    };

    it("is refused, with all that is wrong, while the account has no sudo; nothing was changed", async () => {
        const { machine } = found.server;
        await machine.text(`mv ${maySudo} /root/may-sudo`);
        const before = await found.server.fingerprint();
        const { status, output } = await inNetwork(operation("up"));
        assert.equal(difference(before, await found.server.fingerprint()), "");
        await machine.text(`mv /root/may-sudo ${maySudo}`);
        assert.notEqual(status, 0);
        assert.match(output, /cloud\.existing\.user: operator cannot become root: sudo: .*password is required/);
        assert.match(output, /set cloud\.existing\.user to root/);
        assert.deepEqual(await kinds(), ["HardenedHost"]);
        assert.equal(await found.traces(), "");
    });

    it("is taken over: the new way in is the only one", async () => {
        assert.notEqual((await found.server.machine.exec("command -v python3")).status, 0);
        await mustRun(operation("up"));
        assert.deepEqual(await kinds(), ["ExistingServer", "HardenedHost", "HostConfiguration"]);
        assert.equal(await found.server.lets(deploy), true);
        assert.equal(await found.server.answersOn(22), false);
        assert.equal(await found.server.lets({ ...operator, sshPort: 4222 }, 1), false);
    });

    it("has nothing more to do", async () => {
        assert.match(await mustRun(project.call("preview")), /Resources:\n\s+4 unchanged/);
    });

    it("is given back by `destroy` as it was found, to the account that it was taken from", async () => {
        const output = await mustRun(operation("destroy"));
        assert.match(output, /is as it was found; log in as operator@\S+ port 22/);
        assert.deepEqual(await kinds(), []);
        assert.equal(await found.traces(), "");
        assert.equal(await found.server.lets(operator), true);
        assert.equal(await found.server.answersOn(4222), false);
    });

    it("is taken over again by the same stack, by who sees no process of others, and given back again", async () => {
        await found.server.machine.text("mount -o remount,hidepid=invisible /proc");
        await mustRun(operation("up"));
        await mustRun(operation("destroy"));
        assert.equal(await found.traces(), "");
    });
});

function settingsOf({ server: { host } }: FoundServer): object {
    const { identityFile, publicKey } = keyOf(stock.access, host);
    const { address, firstHostKey: hostKey } = host;
    return {
        cloud: { existing: { address, user: operator.user, hostKey } },
        login: { authorizedKeys: [publicKey], identityFile },
        host: { distribution: "debian-13" },
    };
}
