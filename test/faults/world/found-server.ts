import assert from "node:assert/strict";
import { stock } from "./birth";
import type { DeploymentResult } from "./deployment";
import type { FaultyHost } from "./faulty-host";
import { drawVariant, type HostVariant } from "./host-variant";
import { Random } from "./random";
import { takingOver } from "./takeover";
import type { World } from "./world";

/**
 * What its owner has made of it: a package, a unit that knows sshd by its other name as cloud-init's do, a file where
 * deliveries put theirs, accounts, a password of root's.
 */
const ownersWork = `
    apt-get -qq update; apt-get -qq -y install hh-alpha >/dev/null 2>&1
    mkdir -p -m 0751 /etc/hh-test; echo mine >/etc/hh-test/mine.conf; chmod 0604 /etc/hh-test/mine.conf
    echo root:secret | chpasswd
    useradd --create-home --shell /bin/bash --gid operator operator; usermod --append --groups sudo,games operator
    install -o operator -g operator /dev/null /home/operator/.sudo_as_admin_successful
    printf '%s\\n' '[Unit]' After=sshd.service '[Service]' 'ExecStart=/bin/sleep 7777' '[Install]' \\
        WantedBy=multi-user.target >/etc/systemd/system/hh-test.service
    systemctl enable --quiet --now hh-test.service`;

/** A server with a history of its own, before it is taken over, and how it was then. */
export class FoundServer {
    private constructor(
        public readonly server: FaultyHost,
        public readonly asFound: string,
        private readonly packagesAsFound: string,
        public variant: HostVariant,
    ) {}

    /** @param more that its owner has done, as root. */
    public static async make(world: World, more = ""): Promise<FoundServer> {
        const server = await world.makeHost(stock);
        await server.machine.text(`set -e\n${ownersWork}\n${more}`);
        const variant = {
            ...drawVariant(new Random(21), undefined, true),
            ...{ user: "deploy", sshPort: 4222, key: 0, packages: ["hh-beta"], serviceMasked: false },
        };
        return new FoundServer(server, await server.fingerprint(), await packagesOf(server), variant);
    }

    /** Delivers the variant with a change; the first time that is the takeover. */
    public async deliver(change: Partial<HostVariant> = {}): Promise<void> {
        this.variant = { ...this.variant, ...change };
        const { status, output } = await this.server.deployer.deliver(takingOver(this.server, this.variant));
        assert.equal(status, 0, output);
    }

    public async mustGiveBack(): Promise<string> {
        const { status, output }: DeploymentResult = await this.server.deployer.giveBack();
        assert.equal(status, 0, `${output}\n${await this.server.journal()}`);
        return output;
    }

    /** What differs from how it was found, and what is left of us; empty when nothing is. */
    public async traces(): Promise<string> {
        const left = await this.server.machine.text(
            "ls -d /var/lib/hardened-host /usr/local/lib/hardened-host /usr/local/sbin/hardened-host 2>/dev/null || :",
        );
        const found = `${this.asFound}\n${this.packagesAsFound}`.split("\n");
        const now = `${await this.server.fingerprint()}\n${await packagesOf(this.server)}`.split("\n");
        const gone = found.filter((line) => !now.includes(line)).map((line) => `- ${line}`);
        const come = now.filter((line) => !found.includes(line)).map((line) => `+ ${line}`);
        return [...gone, ...come, ...(left === "" ? [] : [left])].join("\n");
    }
}

function packagesOf(server: FaultyHost): Promise<string> {
    const list = "dpkg-query -W -f '${db:Status-Abbrev} ${Package} ${Version}\\n' | grep -v '^un'";
    return server.machine.text(`${list}; apt-mark showauto | sed 's/^/auto /'; apt-mark showhold | sed 's/^/hold /'`);
}
