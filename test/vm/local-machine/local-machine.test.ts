import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hostKey, type HostKeyState } from "../../../provider/host-key/host-key";
import type { LocalMachineInputs, LocalMachineState } from "../../../provider/local-machine/inputs";
import { localMachine } from "../../../provider/local-machine/local-machine";
import { machineFolder } from "../../../provider/local-machine/machine-folder";
import { forwardKey, forwardsInForce } from "../../../provider/local-machine/port-forwards";
import { findQemu } from "../../../provider/local-machine/qemu-process";
import { forwardsOf, localOpening, type LocalOpeningState } from "../../../provider/local-opening/local-opening";
import { release } from "../world/release";
import { GuestBench, waitForGreeting } from "./guest";

const warnings: string[] = [];
const context = {
    urn: "urn:pulumi:test::test::hardened-host:index:LocalMachine::chat-1",
    log: { progress() {}, info() {}, warn: (message: string) => warnings.push(message) },
    cancelled: new AbortController().signal,
};

/** True while a process of this id runs; one that has ended but was not collected by its parent does not. */
function isRunning(pid: number): boolean {
    return existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`, "utf8") !== "";
}

describe("local machine", function () {
    // Software emulation on a busy computer; the image is built when the cache has none.
    this.timeout("20m");
    this.bail(true);

    let bench: GuestBench;
    let key: HostKeyState;
    let inputs: LocalMachineInputs;
    let machine: LocalMachineState;
    let ssh: LocalOpeningState;

    before(async () => {
        bench = new GuestBench();
        key = (await hostKey.create({}, context)).state;
        const bootstrap = bench.firstBootText(key);
        inputs = {
            name: "chat-1",
            bootstrap,
            memoryMib: 1024,
            cpus: 2,
            diskGib: 4,
            release,
            running: true,
        };
    });

    after(async () => {
        for (const id of readdirSync(join(bench.folder, "hardened-host", "machines"))) {
            await localMachine.delete(id, machine, context);
        }
        bench.remove();
    });

    const openingOf = (port: number) => ({
        machineId: machine.machineId,
        address: machine.address,
        protocol: "tcp" as const,
        port,
    });

    it("that cannot be started leaves nothing behind, and QEMU's reason is told", async () => {
        // Not a tap device, so that QEMU cannot open it as one.
        const segment = { tap: "lo", ipv4Cidr: "192.0.2.10/24", ipv6Cidr: "2001:db8::10/64" };
        await assert.rejects(localMachine.create({ ...inputs, segment }, context), /QEMU did not start: .*lo/s);
        assert.deepEqual(readdirSync(join(bench.folder, "hardened-host", "machines")), []);
        assert.deepEqual(readdirSync(join(bench.folder, "hardened-host", "addresses")), []);
    });

    it("is refused a segment whose tap device does not exist", async () => {
        const segment = { tap: "no-such-tap", ipv4Cidr: "192.0.2.10/24", ipv6Cidr: "2001:db8::10/64" };
        await assert.rejects(localMachine.create({ ...inputs, segment }, context), {
            name: "OperationError",
            message: /segment\.tap: there is no network device "no-such-tap".*ip tuntap add no-such-tap mode tap/,
        });
    });

    it("runs when it is created, in a folder that only its owner can enter", async () => {
        const { id, state } = await localMachine.create(inputs, context);
        machine = state;
        assert.equal(id, state.machineId);
        assert.match(state.address, /^127\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./);
        assert.equal(await findQemu(machineFolder(id)), state.pid);
        assert.equal(statSync(machineFolder(id)).mode & 0o777, 0o700);
        assert.deepEqual(await localMachine.read(id, state, context), state);
    });

    it("is reached by an opening, with the host key and the login that its first boot gave it", async () => {
        const { id, state } = await localOpening.create(openingOf(22), context);
        ssh = state;
        assert.equal(id, `${machine.machineId}/tcp-22-22`);
        assert.match(await waitForGreeting(machine.address, ssh.localPort, 900), /^SSH-2\.0-OpenSSH/);
        const command =
            "hostname; df --block-size=1M --output=size / | tail -1; ip -6 -o address show scope site | wc -l";
        const [name, diskMib, ipv6] = (await bench.run(machine.address, ssh.localPort, key, command))
            .trim()
            .split(/\s+/);
        assert.equal(name, "chat-1");
        assert.ok(Number(diskMib) > 3600, `its file system has ${diskMib} MiB, so it grew to the disk's 4 GiB`);
        assert.equal(ipv6, "1");
    });

    it("opens and closes ports while it runs, whole ranges too", async () => {
        const folder = machineFolder(machine.machineId);
        const { id, state } = await localOpening.create({ ...openingOf(8000), portEnd: 8002 }, context);
        const keys = forwardsOf(state).map(forwardKey);
        assert.ok(keys.length === 3 && keys.every((forward) => !forward.includes("undefined")));
        const open = await forwardsInForce(folder);
        assert.ok(keys.every((forward) => open.has(forward)));
        assert.deepEqual(await localOpening.read(id, state, context), state);
        await localOpening.delete(id, state, context);
        const left = await forwardsInForce(folder);
        assert.ok(keys.every((forward) => !left.has(forward)));
        assert.equal(await localOpening.read(id, state, context), undefined);
    });

    it("opens none of a range of which another program has one, and says so", async () => {
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(8102, machine.address, resolve));
        try {
            await assert.rejects(localOpening.create({ ...openingOf(8101), portEnd: 8103 }, context), {
                name: "OperationError",
                message: /port 8102\/tcp on 127\.\S+ cannot be forwarded to port 8102 .* another program/,
            });
            const open = [...(await forwardsInForce(machineFolder(machine.machineId)))];
            assert.ok(!open.some((forward) => / 810[123] /.test(forward)), open.join("\n"));
        } finally {
            server.close();
        }
    });

    it("is powered off properly and started again with more memory and disk, its openings in place", async () => {
        const id = machine.machineId;
        const before = machine.pid ?? 0;
        const larger = { ...inputs, memoryMib: 1536, diskGib: 6, bootstrap: "#cloud-config\n# ignored\n" };
        machine = await localMachine.update(id, machine, larger, context);
        assert.deepEqual(warnings, []);
        assert.ok(!isRunning(before));
        assert.notEqual(machine.pid, before);
        assert.equal(machine.bootstrap, inputs.bootstrap, "the first-boot text is what it was made with");
        assert.ok((await forwardsInForce(machineFolder(id))).has(forwardsOf(ssh).map(forwardKey).join()));
        await waitForGreeting(machine.address, ssh.localPort, 900);
        const command = "grep MemTotal /proc/meminfo; df --block-size=1M --output=size / | tail -1; cloud-init status";
        const [, memoryKib, , diskMib] = (await bench.run(machine.address, ssh.localPort, key, command)).split(/\s+/);
        assert.ok(Number(memoryKib) > 1300 * 1024, `${memoryKib} KiB of memory`);
        assert.ok(Number(diskMib) > 5600, `${diskMib} MiB of disk`);
    });

    it("is seen to be off when it was switched off behind our back, and started again by an update", async () => {
        const id = machine.machineId;
        const pid = machine.pid ?? 0;
        process.kill(pid, "SIGKILL");
        while (isRunning(pid)) await sleep(50);
        const found = await localMachine.read(id, machine, context);
        assert.ok(found);
        assert.equal(found.running, false);
        assert.equal(found.pid, undefined);
        const { memoryMib, diskGib } = machine;
        const wanted = { ...inputs, memoryMib, diskGib };
        assert.deepEqual(localMachine.diff(found, wanted), { changes: true, replaces: [] });
        assert.deepEqual(await localOpening.read("", ssh, context), ssh, "its opening comes back with it");
        await assert.rejects(localOpening.create(openingOf(9000), context), /does not run.*pulumi up --refresh/);

        machine = await localMachine.update(id, found, wanted, context);
        assert.equal(machine.running, true);
        assert.ok((await forwardsInForce(machineFolder(id))).has(forwardsOf(ssh).map(forwardKey).join()));
        assert.match(await waitForGreeting(machine.address, ssh.localPort, 900), /^SSH-2\.0-OpenSSH/);
    });

    it("never takes a process that has the same id for its own", async () => {
        const folder = join(bench.folder, "hardened-host", "machines", "stale-00000000");
        mkdirSync(folder);
        // This test's own id, where the id of QEMU is remembered: were it taken for QEMU's, this test would end here.
        writeFileSync(join(folder, "qemu.pid"), `${process.pid}\n`);
        assert.equal(await findQemu(folder), undefined);
        await localMachine.delete("stale-00000000", machine, context);
        assert.ok(!existsSync(folder));
    });

    it("leaves no process, no folder and no address when it is deleted, also when deleted twice", async () => {
        const id = machine.machineId;
        const pid = machine.pid ?? 0;
        await localMachine.delete(id, machine, context);
        assert.ok(!isRunning(pid));
        assert.deepEqual(readdirSync(join(bench.folder, "hardened-host", "machines")), []);
        assert.deepEqual(readdirSync(join(bench.folder, "hardened-host", "addresses")), []);
        assert.equal(await localMachine.read(id, machine, context), undefined);
        assert.equal(await localOpening.read("", ssh, context), undefined);
        await localOpening.delete("", ssh, context);
        await localMachine.delete(id, machine, context);
    });
});
