import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { skipWithoutContainers } from "../containers/container";
import { deployerAddress } from "../containers/network";
import { stock } from "../faults/world/birth";
import type { FaultyHost } from "../faults/world/faulty-host";
import { wholePlan } from "../faults/world/whole-plan";
import { World } from "../faults/world/world";

const packages = [
    ...[
        "acct",
        "aide",
        "apparmor",
        "auditd",
        "ca-certificates",
        "curl",
        "libpam-pwquality",
        "logrotate",
        "needrestart",
    ],
    ...["nftables", "openssh-server", "sudo", "systemd-timesyncd", "unattended-upgrades"],
];

/** Stands in for Cloudron's setup script, which cannot be had here: refuses what that refuses, and does some of its work. */
const standIn = `#!/bin/bash
set -eu
for program in nginx docker node; do
    if command -v "$program"; then echo "$program is there already"; exit 1; fi
done
if read -r -t 5 answer; then echo "nobody should have answered"; exit 1; fi
echo "$*" >>/root/stand-in-arguments
printf '#!/bin/sh\\necho built\\n' >/tmp/stand-in-build; chmod +x /tmp/stand-in-build; /tmp/stand-in-build
useradd --create-home yellowtent
nft 'add table ip filter; add chain ip filter INPUT { type filter hook input priority 0; }; add rule ip filter INPUT ip saddr 172.18.0.0/16 accept'
echo "setup link: http://198.51.100.2/?setupToken=stand-in"
`;
const port = 8090;

describe("a host for Cloudron, with a script that stands in for its own", function () {
    this.timeout(8 * 60 * 1000);
    let world: World;
    let host: FaultyHost;
    let folder = "";
    let server: ChildProcess;

    const deliver = (script: string) => {
        const sha256 = createHash("sha256").update(standIn).digest("hex");
        const setup = { url: `http://${deployerAddress}:${port}/${script}`, sha256 };
        const settings = { ssh: { port: 202 }, apps: { cloudron: { version: "8.3.2", setup } } };
        return host.deployer.deliver(wholePlan(host, "ubuntu-24.04", settings));
    };
    const text = (script: string) => host.machine.text(script);

    before(async function () {
        await skipWithoutContainers(this);
        world = await World.create({ release: "ubuntu-24.04", with: [], without: [] }, packages);
        host = await world.makeHost({ ...stock, diskMib: 20_000 });
        folder = await mkdtemp(join(tmpdir(), "hardened-host-downloads-"));
        await writeFile(join(folder, "good"), standIn);
        await writeFile(join(folder, "tampered"), `${standIn}# and more\n`);
        const serve = ["-m", "http.server", "--bind", deployerAddress, "--directory", folder, String(port)];
        server = world.network.spawn("python3", serve, { stdio: "ignore" });
    });
    after(async () => {
        // Where the suite was skipped, nothing was made.
        if (folder === "") return;
        server.kill();
        await host.remove();
        await world.remove();
        await rm(folder, { recursive: true });
    });

    it("is as it was after a tampered script, which is not run", async () => {
        const { status, output } = await deliver("tampered");
        assert.notEqual(status, 0, output);
        assert.match(output, /the download has the digest [0-9a-f]{64}, not [0-9a-f]{64}: it was tampered with/);
        assert.equal(await text("ls /root/stand-in-arguments /opt/hardened-host 2>/dev/null || :"), "");
        assert.equal(await host.lets(stock.access), true);
    });

    it("runs the good one once, by itself, as it must be called", async () => {
        const { status, output } = await deliver("good");
        assert.equal(status, 0, `${output}\n${await host.journal()}`);
        await text(
            "for _ in $(seq 60); do [ -e /var/lib/hardened-host-cloudron/finished ] && exit 0; sleep 1; done; journalctl -u cloudron-setup; exit 1",
        );
        const asked = "--version 8.3.2 --generate-setup-token --skip-reboot";
        assert.equal(await text("cat /root/stand-in-arguments"), asked);
        await text("systemctl start cloudron-setup.service");
        assert.equal(await text("cat /root/stand-in-arguments"), asked);
        assert.equal(
            await text("stat -c '%U %a' /srv/cloudron/backups; cat /run/reboot-required.pkgs"),
            "yellowtent 750\ncloudron-setup",
        );
        assert.match(await text("journalctl -o cat -u cloudron-setup"), /setupToken=stand-in/);
    });

    it("has SSH on a port that Cloudron lets in, and on no other", async () => {
        assert.equal(await host.answersOn(202), true);
        assert.equal(await host.answersOn(22), false);
    });

    it("filters nothing that arrives by itself, and still shields the metadata service", async () => {
        assert.equal(await text("nft list table inet hardened_host 2>/dev/null || :"), "");
        assert.match(await text("nft list table inet hardened_host_metadata"), /169\.254\.169\.254/);
        assert.match(
            await text("cat /etc/hardened-host/stepped-back"),
            /172\.18\.0\.0\/16[\s\S]*\nfirewall\n[\s\S]*\nexecutableTmp\n/,
        );
        assert.doesNotMatch(await text("findmnt -no OPTIONS -T /tmp"), /noexec/);
        assert.match(await text("findmnt -no OPTIONS --mountpoint /var/tmp"), /noexec/);
    });

    it("keeps the filter that Cloudron made, whatever is delivered later", async () => {
        const own = () => text("nft list table ip filter");
        const before = await own();
        await text("echo '# drift' >>/etc/nftables.conf");
        const { status, output } = await deliver("good");
        assert.equal(status, 0, output);
        assert.equal(await own(), before);
        await text("systemctl restart nftables.service");
        assert.equal(await own(), before);
        assert.equal(await text("cat /root/stand-in-arguments | wc -l"), "1");
    });
});
