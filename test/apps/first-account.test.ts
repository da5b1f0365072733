import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { debian13With } from "../containers/base-system";
import { skipWithoutContainers } from "../containers/container";
import { EngineProject, type EngineCall } from "../engine/project";
import { stock } from "../faults/world/birth";
import type { FaultyHost } from "../faults/world/faulty-host";
import { keyOf } from "../faults/world/host-variant";
import { packagesOfWholePlan } from "../faults/world/whole-plan";
import { World } from "../faults/world/world";
import { mustRun, run, type CommandResult } from "../vm/world/command";
import { client, domain } from "./ejabberd/client";

const [, ofWholePlan] = packagesOfWholePlan("debian-13");
const packages = ["ca-certificates", "curl", "ejabberd", "jq", "openssl", "publicsuffix", "python3-slixmpp"];
const authority = `/var/lib/hardened-host-acme/authority/${domain}/ca.pem`;
const kept = "/var/lib/hardened-host/tasks";

/** Writes down what any account of the host could read of the arguments of programs, until it is told to stop. */
const spy = `#!/bin/sh
while [ ! -e /run/spy-stops ]; do
    for file in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <$file; echo; done 2>/dev/null
    sleep 0.1
done | sort -u >/root/arguments
`;

describe("the first account of an app, by the stack's own program and engine", function () {
    this.timeout(10 * 60 * 1000);
    let world: World;
    let host: FaultyHost;
    let project: EngineProject;
    let password = "";

    before(async function () {
        await skipWithoutContainers(this);
        const offline = packages.concat(ofWholePlan.filter((name) => name !== "tnftp"));
        world = await World.create(debian13With(offline));
        host = await world.makeHost({ ...stock, diskMib: 6000 });
        await host.machine.text(`systemctl disable --quiet --now ejabberd.service epmd.socket epmd.service
            find /var/lib/ejabberd -mindepth 1 -delete`);
        await host.machine.write("/root/client.py", client);
        await host.machine.write("/root/spy", spy, 0o755);
        project = await EngineProject.create("test/takeover/stack/program.ts", {});
        await configure({ firstAdministrator: "alice" });
        await succeed(project.initialisation);
    });
    after(async () => {
        await project.remove();
        await host.remove();
        await world.remove();
    });

    const configure = (ejabberd: object) => {
        const { identityFile, publicKey } = keyOf(stock.access, host.host);
        const { address, firstHostKey: hostKey } = host.host;
        const settings = {
            cloud: { existing: { address, hostKey } },
            login: { authorizedKeys: [publicKey], identityFile },
            host: {
                tls: { domain, issuer: "internal" },
                apps: { ejabberd: { domain, ...ejabberd } },
            },
        };
        return project.configure(JSON.stringify({ "hardened-host:hosts": { "chat-1": settings } }));
    };
    const inNetwork = ({ program, args, ...options }: EngineCall): Promise<CommandResult> =>
        run(...world.network.command(program, args), options);
    const succeed = async (call: EngineCall): Promise<CommandResult> => {
        const result = await inNetwork(call);
        assert.equal(result.status, 0, `${result.output}\n${await host.journal()}`);
        return result;
    };
    const up = () => succeed(project.call("up", "--yes", "--skip-preview", "--suppress-progress"));
    const text = (script: string) => host.machine.text(script);
    /** Sends itself a message. */
    const login = (name: string) =>
        text(
            `cp ${authority} /root/ca.pem; ejabberdctl started; python3 /root/client.py ${name} '${password}' ${name} 2>&1`,
        );

    it("is made by `up`, and its password is a secret output", async () => {
        await text("setsid /root/spy >/dev/null 2>&1 </dev/null &");
        await up();
        await text("touch /run/spy-stops; sleep 2");
        const hidden = await succeed(project.call("stack", "output", "--json"));
        assert.doesNotMatch(hidden.output, /alice/);
        assert.match(hidden.output, /"taskOutputs": ({\s*"ejabberd-administrator": )?"\[secret\]"/);
        const shown = await succeed(project.call("stack", "output", "taskOutputs", "--json", "--show-secrets"));
        const answer = JSON.parse(shown.stdout) as Record<string, string>;
        password =
            /^alice@chat\.example\.org ([A-Za-z0-9+/=]{24})$/.exec(answer["ejabberd-administrator"] ?? "")?.[1] ?? "";
        assert.notEqual(password, "", shown.output);
    });

    it("logs in with it, over TLS", async () => {
        assert.match(await login("alice"), /encrypted with TLSv1\.[23]\n(sent|got: )/);
    });

    it("had its password in no argument of a program, no log, no file of the host, and not readable in the state", async () => {
        assert.match(await text("cat /root/arguments"), /ejabberd/);
        const haystacks = ["/root/arguments", "/var/log", "/var/lib/hardened-host", "/etc", "/tmp", "/run", "/root"];
        await host.machine.write("/root/needle", `${password}\n`, 0o600);
        const found = await text(`journalctl --no-pager -o export >/tmp/journal
            grep -rlF -f /root/needle --exclude=needle --devices=skip ${haystacks.join(" ")} 2>/dev/null || :`);
        assert.equal(found, "");
        assert.equal(await text(`ls ${kept} 2>/dev/null; ls /var/lib/ejabberd/*.xml 2>/dev/null || :`), "");
        await mustRun("sh", [
            "-c",
            `! grep -rqF '${password}' ${join(project.folder, "state")} ${join(project.folder, "stacks")}`,
        ]);
    });

    it("is made once: not again by `up`, not when it was taken away", async () => {
        assert.match((await up()).output, /Resources:\n\s+5 unchanged/);
        await text(`ejabberdctl unregister alice ${domain}`);
        await configure({ firstAdministrator: "alice", maxUploadMib: 10 });
        await up();
        assert.equal(await text(`ejabberdctl registered_users ${domain}`), "");
    });

    it("leaves an account alone that is there already", async () => {
        await text(`ejabberdctl register robert ${domain} '${password}'`);
        await configure({ firstAdministrator: "robert" });
        await up();
        const { stdout } = await succeed(project.call("stack", "output", "taskOutputs", "--json", "--show-secrets"));
        assert.match(stdout, /robert@chat\.example\.org was there already; its password was left as it is/);
        assert.match(await login("robert"), /encrypted with TLSv1\.[23]\n(sent|got: )/);
        assert.match(await readFile(join(project.folder, "stacks/Pulumi.test.yaml"), "utf8"), /robert/);
    });
});
