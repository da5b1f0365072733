import assert from "node:assert/strict";
import { skipWithoutContainers } from "../containers/container";
import { stock } from "./world/birth";
import { difference } from "./world/difference";
import type { FaultyHost } from "./world/faulty-host";
import { drawVariant, type HostVariant } from "./world/host-variant";
import { Random } from "./world/random";
import { takingOver } from "./world/takeover";
import { World } from "./world/world";

describe("a server that was taken over", function () {
    this.timeout(5 * 60 * 1000);
    let world: World;
    let server: FaultyHost;
    let variant: HostVariant;
    let asFound: string;
    let packagesAsFound: string;

    const packages = () => server.machine.text("dpkg-query -W -f '${db:Status-Abbrev} ${Package}\\n' | grep ^ii");
    const hurt = (script: string) => server.machine.text(script);
    const deliver = async (change: Partial<HostVariant>) => {
        variant = { ...variant, ...change };
        const { status, output } = await server.deployer.deliver(takingOver(server, variant));
        assert.equal(status, 0, output);
    };

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create();
        server = await world.makeHost(stock);
        // What its owner has made of it: a package and a unit of his own, a file where ours go, a password of root's.
        await hurt(`apt-get -qq update; apt-get -qq -y install hh-alpha >/dev/null 2>&1
            mkdir -p -m 0751 /etc/hh-test; echo mine >/etc/hh-test/mine.conf; chmod 0604 /etc/hh-test/mine.conf
            echo root:secret | chpasswd
            useradd --create-home --shell /bin/bash operator; usermod --append --groups sudo,games operator
            printf '[Service]\\nExecStart=/bin/sleep 7777\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/hh-test.service
            systemctl enable --quiet --now hh-test.service`);
        variant = {
            ...drawVariant(new Random(21), undefined, true),
            ...{ user: "deploy", sshPort: 4222, key: 0, packages: ["hh-beta"], serviceMasked: false },
        };
        await hurt("mkdir /root/found; cp /etc/passwd /etc/shadow /etc/group /etc/gshadow /root/found");
        asFound = await server.fingerprint();
        packagesAsFound = await packages();
    });
    after(async () => {
        await server.remove();
        await world.remove();
    });

    it("is as it was found, after many generations and drift between them, once it is given back", async () => {
        await deliver({});
        await deliver({ sshPort: 5222, user: "operator", packages: ["hh-gamma"], serviceArgument: "111111" });
        await hurt(`echo drift >/etc/hh-test/stranger.conf; systemctl disable --quiet --now nftables.service
            chmod 0644 /etc/ssh/sshd_config; apt-get -qq -y purge hh-gamma >/dev/null 2>&1`);
        await deliver({ sshPort: 6222, packages: ["hh-beta", "hh-delta"], serviceMasked: true, maxAuthTries: 6 });
        await deliver({ user: "deploy", files: { "/etc/hh-test/only.conf": "only\n" }, serviceMasked: false });
        const { status, output } = await server.deployer.giveBack();
        console.log(output);
        assert.equal(status, 0, output);
        const { output: d } = await server.machine.exec("cd /root/found && for f in *; do diff $f /etc/$f; done");
        console.log(d);
        assert.equal(difference(asFound, await server.fingerprint()), "");
        assert.equal(difference(packagesAsFound, await packages()), "");
    });
});
