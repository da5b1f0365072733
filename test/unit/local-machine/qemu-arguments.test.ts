import assert from "node:assert/strict";
import { identifyingArguments, qemuArguments, type QemuSettings } from "../../../provider/local-machine/qemu-arguments";
import { hardwareAddresses } from "../../../provider/local-machine/seed";

const settings: QemuSettings = {
    machineId: "chat-1-0a1b2c3d",
    folder: "/state/machines/chat-1-0a1b2c3d",
    memoryMib: 2048,
    cpus: 2,
    accelerator: "tcg",
    forwards: [],
};

function valuesOf(option: string, args: readonly string[]): string[] {
    return args.flatMap((argument, index) => (argument === option ? [args[index + 1] ?? ""] : []));
}

describe("arguments of QEMU", () => {
    it("give the guest the memory and processors that were asked for", () => {
        const args = qemuArguments(settings);
        assert.deepEqual(valuesOf("-m", args), ["2048"]);
        assert.deepEqual(valuesOf("-smp", args), ["2"]);
    });

    it("sandbox QEMU whatever the settings", () => {
        for (const accelerator of ["kvm", "tcg"] as const) {
            const [sandbox = ""] = valuesOf("-sandbox", qemuArguments({ ...settings, accelerator }));
            assert.equal(sandbox, "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny");
        }
    });

    it("run the processors in hardware under KVM, and each in a thread of its own when emulated", () => {
        assert.deepEqual(valuesOf("-accel", qemuArguments({ ...settings, accelerator: "kvm" })), ["kvm"]);
        assert.deepEqual(valuesOf("-accel", qemuArguments(settings)), ["tcg,thread=multi"]);
    });

    it("forward remembered ports from the machine's address alone, with both address families in the guest", () => {
        const forwards = [
            { protocol: "tcp", address: "127.64.1.2", localPort: 10080, port: 80 },
            { protocol: "udp", address: "127.64.1.2", localPort: 5353, port: 5353 },
        ] as const;
        assert.deepEqual(valuesOf("-netdev", qemuArguments({ ...settings, forwards })), [
            "user,id=nat,ipv4=on,ipv6=on,hostfwd=tcp:127.64.1.2:10080-:80,hostfwd=udp:127.64.1.2:5353-:5353",
        ]);
    });

    it("add the second interface only for a segment", () => {
        const segment = { tap: "tap7", ipv4Cidr: "192.0.2.10/24", ipv6Cidr: "2001:db8::10/64" };
        const args = qemuArguments({ ...settings, segment });
        assert.equal(valuesOf("-netdev", args)[1], "tap,id=segment,ifname=tap7,script=no,downscript=no");
        const device = `virtio-net-pci,netdev=segment,mac=${hardwareAddresses(settings.machineId).segment}`;
        assert.ok(valuesOf("-device", args).includes(device));
        assert.equal(valuesOf("-netdev", qemuArguments(settings)).length, 1);
    });

    it("put the disk before the seed, as the guest's fstab has it, and write what the guest flushes", () => {
        const blockDevices = valuesOf("-blockdev", qemuArguments(settings)).map(
            (text) => JSON.parse(text) as Record<string, unknown>,
        );
        assert.deepEqual(
            blockDevices.map((device) => [device["node-name"], device["read-only"], device["cache"]]),
            [
                ["disk", undefined, undefined],
                ["seed", true, undefined],
            ],
        );
    });

    it("carry the machine's absolute folder, by which its process is known from any other", () => {
        const [option, value] = identifyingArguments(settings.folder);
        assert.deepEqual(valuesOf(option, qemuArguments(settings)), [value]);
        assert.equal(value, "/state/machines/chat-1-0a1b2c3d/qemu.pid");
    });
});
