import assert from "node:assert/strict";
import { localMachineInputs, type LocalMachineState } from "../../../provider/local-machine/inputs";
import { localMachine } from "../../../provider/local-machine/local-machine";

const good = {
    name: "chat-1",
    bootstrap: "#cloud-config\nhostname: chat-1\n",
    memoryMib: 2048,
    cpus: 2,
    diskGib: 8,
    release: "debian-13" as const,
    running: true,
};

function problemsOf(inputs: object): string[] {
    const { error } = localMachineInputs.safeParse(inputs);
    return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("inputs of a local machine", () => {
    it("are accepted when right, with and without a segment", () => {
        const segment = { tap: "tap0", ipv4Cidr: "192.0.2.10/24", ipv6Cidr: "2001:db8::10/64" };
        assert.deepEqual(problemsOf(good), []);
        assert.deepEqual(problemsOf({ ...good, segment }), []);
    });

    it("have all their problems reported at once, each with its value and what is accepted", () => {
        const problems = problemsOf({
            ...good,
            name: "Chat_1",
            memoryMib: 256,
            cpus: 1.5,
            diskGib: "8",
            release: "debian-11",
            running: false,
            segment: { tap: "tap 0", ipv4Cidr: "192.0.2.10", ipv6Cidr: "192.0.2.10/24" },
        });
        assert.deepEqual(problems, [
            'name: is "Chat_1"; must be 1 to 63 lower-case letters, digits and hyphens, no hyphen at either end',
            "memoryMib: is 256; must be a whole number of MiB from 512 to 1048576",
            "cpus: is 1.5; must be a whole number of processors from 1 to 64",
            'diskGib: is "8"; must be a whole number of GiB from 4 to 4096',
            'release: is "debian-11"; must be debian-13 or debian-12',
            'segment.tap: is "tap 0"; must be the name of a tap device, 1 to 15 letters, digits and . _ -',
            'segment.ipv4Cidr: is "192.0.2.10"; must be the guest\'s address and prefix length, such as 192.0.2.10/24',
            'segment.ipv6Cidr: is "192.0.2.10/24"; must be the guest\'s address and prefix length, such as 2001:db8::10/64',
            "running: is false; a local machine is meant to run, so it must be true",
        ]);
    });

    it("are told to be missing when they are", () => {
        const { memoryMib: _memoryMib, ...rest } = good;
        assert.deepEqual(problemsOf(rest), [
            "memoryMib: is missing; must be a whole number of MiB from 512 to 1048576",
        ]);
    });

    it("never have the first-boot text in a message, which holds a private key", () => {
        const problems = problemsOf({ ...good, bootstrap: "private-key-text" });
        assert.deepEqual(problems, ["bootstrap: must be a cloud-config text, its first line #cloud-config"]);
    });

    it("are refused when there are more than it knows", () => {
        assert.deepEqual(problemsOf({ ...good, memoryMb: 4 }), [': Unrecognized key: "memoryMb"']);
    });
});

describe("difference of a local machine", () => {
    const made: LocalMachineState = {
        ...good,
        address: "127.64.0.1",
        machineId: "chat-1-0a1b2c3d",
        accelerator: "tcg",
        serialLog: "/state/serial.log",
    };

    it("is none when nothing changed, nor when the first-boot text did", () => {
        assert.deepEqual(localMachine.diff(made, good), { changes: false, replaces: [] });
        const bootstrap = "#cloud-config\nhostname: other\n";
        assert.deepEqual(localMachine.diff(made, { ...good, bootstrap }), { changes: false, replaces: [] });
    });

    it("is an update for memory, processors, a larger disk, and a machine found powered off", () => {
        for (const change of [{ memoryMib: 4096 }, { cpus: 1 }, { diskGib: 16 }]) {
            assert.deepEqual(localMachine.diff(made, { ...good, ...change }), { changes: true, replaces: [] });
        }
        assert.deepEqual(localMachine.diff({ ...made, running: false }, good), { changes: true, replaces: [] });
    });

    it("is another machine for another name, release or segment", () => {
        const segment = { tap: "tap0", ipv4Cidr: "192.0.2.10/24", ipv6Cidr: "2001:db8::10/64" };
        assert.deepEqual(localMachine.diff(made, { ...good, name: "chat-2" }).replaces, ["name"]);
        assert.deepEqual(localMachine.diff(made, { ...good, release: "debian-12" }).replaces, ["release"]);
        assert.deepEqual(localMachine.diff(made, { ...good, segment }).replaces, ["segment"]);
    });

    it("is refused when the disk would shrink, and says what to do", () => {
        assert.throws(() => localMachine.diff(made, { ...good, diskGib: 4 }), {
            name: "OperationError",
            message: /diskGib: is 4, less than the 8 that it has; a disk only grows\. Set it to 8 or more/,
        });
    });
});
