import assert from "node:assert/strict";
import { BirthProbe } from "./world/birth-probe";
import { run } from "./world/command";
import { removeSharedGuest, sharedGuest, type Guest } from "./world/guest";
import { segmentAddresses, segmentNames } from "./world/segment";

after("remove the guest", removeSharedGuest);

describe("quickstart from a fresh clone", () => {
    let guest: Guest;
    const probe = new BirthProbe();
    let answers: readonly string[] = [];
    let output = "";

    before("npm run quickstart", async () => {
        guest = await sharedGuest();
        const { guest: ipv4, guest6: ipv6 } = segmentAddresses;
        probe.start(segmentNames.namespace, [ipv4, ipv6], [22, 4222]);
        const result = await guest.npm(["quickstart"]);
        answers = await probe.stop();
        output = result.output;
        assert.equal(result.status, 0, output);
    });

    it("prints a command that logs in as it stands", async () => {
        const { sshCommand } = await guest.outputs();
        assert.ok(output.includes(sshCommand), `${sshCommand} is not in:\n${output}`);
        const login = await run("sh", ["-c", `${sshCommand.replaceAll("~/", `${guest.clone}/../home/`)} id -un`]);
        assert.equal(login.stdout.trim(), "deploy", login.output);
    });

    it("confirms the first delivery in at most two handshakes and three round trips", () => {
        const [, handshakes, roundTrips] = /(\d+) SSH handshakes, (\d+) round trips/.exec(output) ?? [];
        assert.ok(Number(handshakes) <= 2 && Number(roundTrips) <= 3, output);
    });

    it("never answers on port 22, and first answers on the SSH port, from its first second of life", function () {
        if (!guest.isNew) this.skip(); // VM_FOLDER names a machine that was born before this run
        const ports = new Set(answers.map((answer) => answer.split(" ")[1]));
        assert.deepEqual([...ports], ["4222"], answers.join("\n"));
        const families = new Set(answers.map((answer) => (answer.includes(":") ? "IPv6" : "IPv4")));
        assert.equal(families.size, 2, answers.join("\n"));
    });

    it("does nothing the second time: unchanged, no connection, under 15 seconds", async () => {
        const countConnections = () => guest.rootText("journalctl -u ssh.service -o cat | grep -c '^Connection from'");
        const before = await countConnections();
        const again = await guest.npm(["quickstart"]);
        assert.equal(again.status, 0, again.output);
        assert.match(again.output, /unchanged/);
        assert.ok(again.seconds < 15, `${again.seconds} s\n${again.output}`);
        assert.equal(await countConnections(), before);
    });

    it("sends first-boot text of at most 4096 bytes", async () => {
        const bytes = Number(await guest.rootText("wc -c </var/lib/cloud/instance/user-data.txt"));
        assert.ok(bytes > 500 && bytes <= 4096, `${bytes} bytes`);
    });

    it("replaces the one-time host key by one that the host made for itself", async () => {
        const { hostKey } = await guest.outputs();
        const present = await guest.rootText("cut -d ' ' -f 1,2 /etc/ssh/ssh_host_*_key.pub");
        assert.equal(present, hostKey);
        const firstKey = await guest.rootText(
            "grep -c \"$(cut -d ' ' -f 2 /etc/ssh/ssh_host_ed25519_key.pub)\" /var/lib/cloud/instance/user-data.txt || true",
        );
        assert.equal(firstKey, "0");
    });

    it("publishes the key as SSHFP data that matches the host's own", async () => {
        const { sshfp } = await guest.outputs();
        const own = await guest.rootText("ssh-keygen -r host -f /etc/ssh/ssh_host_ed25519_key.pub");
        for (const record of sshfp) assert.ok(own.includes(record), `${record} is not in:\n${own}`);
    });
});
