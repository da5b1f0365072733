import assert from "node:assert/strict";
import { ejabberd } from "../../components/host/apps/ejabberd";
import { debian13With } from "../containers/base-system";
import { skipWithoutContainers } from "../containers/container";
import { inCloud } from "../faults/world/birth";
import type { FaultyHost } from "../faults/world/faulty-host";
import { inputsOfPlanned } from "../faults/world/planned-host";
import { World } from "../faults/world/world";
import { factsOf } from "../unit/host/part-of-host";
import { doTask } from "./admin-task/task";
import { usualPackages } from "./app-world";
import { client, domain, ownCertificate } from "./ejabberd/client";
import { makeAuthority, type NodeAuthority } from "./ejabberd/node-authority";

const cookie = "k".repeat(40);
const names = ["one.nodes.example.org", "two.nodes.example.org"] as const;

/** Of a node that trusts everybody, with another authority's certificate. */
const strangersOptions =
    '[{client, [{certfile, "/root/stranger.pem"}, {keyfile, "/root/stranger.pem"}, {verify, verify_none}, {versions, [\'tlsv1.3\']}]}].\n';

describe("two ejabberd nodes that are one server", function () {
    this.timeout(6 * 60 * 1000);
    let world: World;
    let first: FaultyHost;
    let second: FaultyHost;
    let authority: NodeAuthority;

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create(debian13With(usualPackages));
        [first, second] = [await newHost(), await newHost()];
        authority = await makeAuthority();
    });
    after(async () => {
        await first.remove();
        await second.remove();
        await authority.remove();
        await world.remove();
    });

    const newHost = async () => {
        const host = await world.makeHost({ ...inCloud, diskMib: 6000 });
        await host.machine.text(`systemctl disable --quiet --now ejabberd.service epmd.socket epmd.service
            find /var/lib/ejabberd -mindepth 1 -delete`);
        await host.machine.write("/root/client.py", client);
        await host.machine.text(ownCertificate);
        return host;
    };
    const settingsOf = (own: FaultyHost, other: FaultyHost, index: 0 | 1, more: object = {}) => ({
        domain,
        cluster: {
            name: names[index],
            address: own.host.address,
            peers: { [names[index === 0 ? 1 : 0]]: other.host.address },
            authority: [authority.certificate],
            ...more,
        },
    });
    const deliver = async (host: FaultyHost, settings: object, node: string) => {
        const inputs = inputsOfPlanned(
            {
                settings: { apps: { ejabberd: settings } },
                parts: ["ssh", "accounts", "firewall", "apps.ejabberd"],
                standsIn: ["tls"],
                secrets: { ejabberdNode: node, ejabberdCookie: cookie },
            },
            inCloud.access,
            host.host,
        );
        const { status, output } = await host.deployer.deliver(inputs);
        assert.equal(status, 0, `${output}\n${await host.journal()}`);
        await host.machine.text("ejabberdctl started");
    };
    const tasksOf = (settings: object) => ejabberd.tasks?.(ejabberd.settings.parse(settings), factsOf()) ?? [];
    const handshake = (from: FaultyHost, to: FaultyHost, options: string) =>
        from.machine.exec(
            `cd /root; echo | timeout 10 openssl s_client -connect ${to.host.address}:5210 ${options} -ign_eof 2>&1 | tail -n 40`,
        );

    it("are delivered, each alone", async () => {
        await deliver(first, settingsOf(first, second, 0), await authority.node(names[0]));
        await deliver(second, settingsOf(second, first, 1, { join: names[0] }), await authority.node(names[1]));
        for (const [host, name] of [
            [first, names[0]],
            [second, names[1]],
        ] as const)
            assert.equal(await host.machine.text("ejabberdctl list_cluster | tr -d \\'"), `ejabberd@${name}`);
    });

    it("become one by the task that joins, which may be done again", async () => {
        await first.machine.text(
            `ejabberdctl register alice ${domain} secret-a; ejabberdctl register robert ${domain} secret-b`,
        );
        const [task] = tasksOf(settingsOf(second, first, 1, { join: names[0] }));
        assert.ok(task);
        for (let times = 0; times < 2; times += 1) {
            const { output, problem } = await doTask(world.network, second, task);
            assert.deepEqual(
                output?.split("\n").sort(),
                names.map((name) => `ejabberd@${name}`),
                problem,
            );
        }
        assert.equal(await second.machine.text(`ejabberdctl registered_users ${domain}`), "alice\nrobert");
    });

    it("let a user of one talk to a user of the other", async () => {
        const login = (words: string) => `python3 /root/client.py ${words} 2>&1`;
        const [robert, alice] = await Promise.all([
            second.machine.text(login("robert secret-b")),
            first.machine.text(`sleep 3; ${login("alice secret-a robert")}`),
        ]);
        assert.match(alice, /\nsent$/);
        assert.match(robert, /got: hello over TLSv1\.[23]/);
    });

    it("speak to each other over TLS 1.3 only, at one address", async () => {
        await second.machine.write("/root/node.pem", await authority.node(names[1]), 0o600);
        assert.match((await handshake(second, first, "-tls1_3 -cert node.pem -key node.pem")).stdout, /TLSv1\.3/);
        const listening = await first.machine.text("ss -H -ltn 'sport = 5210' | awk '{print $4}'");
        assert.equal(listening, `${first.host.address}:5210`);
        assert.equal((await first.machine.text("ss -H -tn state established 'sport = 5210'")).split("\n").length, 1);
    });

    it("refuse who has no certificate of their authority, or one of another's, or speaks older TLS", async () => {
        const stranger = await makeAuthority();
        await second.machine.write("/root/stranger.pem", await stranger.node(names[1]), 0o600);
        await stranger.remove();
        const refused = [
            "-tls1_3",
            "-tls1_3 -cert stranger.pem -key stranger.pem",
            "-tls1_2 -cert node.pem -key node.pem",
        ];
        for (const options of refused)
            assert.match(
                (await handshake(second, first, options)).stdout,
                /alert (certificate required|unknown ca|protocol version|handshake failure)/i,
                options,
            );
    });

    it("refuse a node that has the cookie, and whose certificate another authority signed; without TLS too", async () => {
        await second.machine.write("/root/stranger.conf", strangersOptions);
        const attach = async (options: string) => {
            const node = `-name evil@${names[1]} -setcookie ${cookie} -erl_epmd_port 5210 -start_epmd false -dist_listen false`;
            const call = `io:format("~p~n", [net_kernel:connect_node(list_to_atom("ejabberd@${names[0]}"))]), halt().`;
            const { stdout } = await second.machine.exec(
                `cd /tmp; HOME=/root ERL_INETRC=/etc/ejabberd/inetrc timeout 30 erl -noinput ${node} ${options} -eval '${call}' 2>&1`,
            );
            return stdout;
        };
        const tls = "-proto_dist inet_tls -ssl_dist_optfile";
        assert.match(await attach(`${tls} /etc/ejabberd/cluster/inet_tls.conf`), /^true$/m);
        assert.match(await attach(`${tls} /root/stranger.conf`), /^false$/m);
        assert.match(await attach(""), /^false$/m);
    });

    it("open their port to each other, and to nobody else", async () => {
        const knock = `exec 3<>/dev/tcp/${first.host.address}/5210`;
        assert.notEqual((await world.network.run("timeout", ["3", "bash", "-c", knock])).status, 0);
        assert.equal((await second.machine.exec(`timeout 3 bash -c '${knock}'`)).status, 0);
    });

    it("are each what the checks ask for, and go on when one is restarted", async () => {
        for (const [host, other, index] of [
            [first, second, 0],
            [second, first, 1],
        ] as const) {
            const settings = ejabberd.settings.parse(settingsOf(host, other, index));
            for (const { title, command } of ejabberd.checks(settings, factsOf()))
                assert.equal((await host.machine.exec(command)).status, 0, title);
        }
        await second.machine.powerOff();
        assert.equal(await first.machine.text(`ejabberdctl registered_users ${domain}`), "alice\nrobert");
        await first.machine.text(`ejabberdctl register carol ${domain} secret-c`);
        await second.machine.boot();
        await second.machine.text("ejabberdctl started");
        assert.equal(await second.machine.text(`ejabberdctl registered_users ${domain}`), "alice\ncarol\nrobert");
    });
});
