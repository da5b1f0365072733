import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import { stock } from "../faults/world/birth";
import { FoundServer } from "../faults/world/found-server";
import { World } from "../faults/world/world";

describe("a server that was taken over and is given back", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let found: FoundServer;
    const hurt = (script: string) => found.server.machine.text(script);

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create();
        found = await FoundServer.make(world);
    });
    after(async () => {
        await found.server.remove();
        await world.remove();
    });

    it("is as it was found, after many generations and drift between them", async () => {
        await found.deliver();
        await found.deliver({ sshPort: 5222, user: "operator", packages: ["hh-gamma"], serviceArgument: "111111" });
        await hurt(`echo drift >/etc/hh-test/stranger.conf; systemctl disable --quiet --now nftables.service
            chmod 0644 /etc/ssh/sshd_config; apt-get -qq -y purge hh-gamma >/dev/null 2>&1`);
        await found.deliver({ sshPort: 6222, packages: ["hh-delta", "hh-gamma"], serviceMasked: true });
        await found.deliver({ user: "deploy", files: { "/etc/hh-test/only.conf": "only\n" }, serviceMasked: false });
        const output = await found.mustGiveBack();
        assert.equal(await found.traces(), "");
        assert.doesNotMatch(output, /warning/);
        assert.equal(await found.server.lets(stock.access), true);
        assert.equal(await found.server.answersOn(6222), false);
    });

    it("can be taken over and given back again", async () => {
        await found.deliver({ sshPort: 4222 });
        await found.mustGiveBack();
        assert.equal(await found.traces(), "");
    });

    it("is told to be as it was found, when it is destroyed again by who does not know it yet", async () => {
        await found.deliver();
        const { deployer } = found.server;
        const another = await world.makeDeployer();
        another.learn(deployer);
        await found.mustGiveBack();
        const again = await another.giveBack();
        await another.remove();
        assert.equal(again.status, 0, again.output);
        assert.equal(await found.traces(), "");
    });

    it("tries twice to have packages back that the plan removed, and then does without", async () => {
        await found.deliver();
        await hurt("apt-get clean");
        world.repository.stop();
        const first = await found.server.deployer.giveBack();
        const second = await found.mustGiveBack();
        await world.repository.start();
        assert.equal(first.status, 1, first.output);
        const packages = /these packages were found here and could not be installed again: hh-alpha /;
        assert.match(first.output, packages);
        assert.match(first.output, /The next run tries once more, then does without/);
        assert.match(second, packages);
        assert.equal(await found.traces(), "- ii  hh-alpha 1");
        await hurt("apt-get -qq update; apt-get -qq -y install hh-alpha >/dev/null 2>&1");
    });

    it("keeps what others have made of it meanwhile, and says what stays because of that", async () => {
        await found.deliver({ packages: ["hh-beta"] });
        const before = await hurt("cat /etc/shells");
        await hurt(`useradd --create-home --shell /bin/bash --groups sudo newcomer; usermod --shell /bin/sh games
            apt-get -qq -y install hh-needs-beta >/dev/null 2>&1; echo theirs >/etc/nftables.d/theirs.nft
            echo '# edited' >>/etc/login.defs; echo '# theirs' >>/etc/shells; echo work >/home/deploy/work`);
        const output = await found.mustGiveBack();
        assert.match(await hurt("id newcomer"), /sudo/);
        assert.match(await hurt("getent passwd games"), /:\/bin\/sh$/);
        assert.equal(await hurt("cat /etc/shells"), `${before}\n# theirs`);
        assert.equal(await hurt("cat /etc/nftables.d/theirs.nft"), "theirs");
        assert.match(output, /warning: \/etc\/nftables\.d stays: .* holds what others have put there/);
        assert.match(await hurt("tail -n 1 /var/backups/hardened-host/etc/login.defs"), /# edited/);
        assert.match(output, /warning: \/etc\/login\.defs was edited since it was delivered/);
        assert.equal(await hurt("stat -c '%U %a' /home/deploy; cat /home/deploy/work"), "root 700\nwork");
        assert.match(output, /warning: \/home\/deploy stays, as root's: it holds work of deploy/);
        assert.match(output, /warning: package hh-beta stays: hh-needs-beta needs it/);
        const rest = (await found.traces()).split("\n").filter((line) => !expectedTraces.test(line));
        assert.deepEqual(rest, []);
    });
});

/** What the last test's newcomer, package, file and work have left, each line with a name of it. */
const expectedTraces =
    /newcomer|nftables\.d|hh-beta|hh-needs-beta|home\/deploy|etc\/(passwd|shadow|group|gshadow|subuid|subgid|shells)$/;
