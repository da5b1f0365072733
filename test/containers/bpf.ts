import { readFile } from "node:fs/promises";
import type { TestMachine } from "./test-machine";

/** CAP_PERFMON and CAP_BPF: bits 38 and 39, since Linux 5.8. */
const needed = 0b11n << 38n;

/** Whether this process may hand on what a container's systemd needs to load BPF programs. */
export async function canGrantBpf(): Promise<boolean> {
    const bounding = /^CapBnd:\s*([\da-f]+)$/m.exec(await readFile("/proc/self/status", "utf8"))?.[1] ?? "0";
    return (BigInt(`0x${bounding}`) & needed) === needed;
}

/**
 * Skips a test, and says why, where the machine's systemd reads `SocketBindDeny=` and does not enforce it: that is the
 * kernel's affair. Tried by a unit that has nothing of ours.
 */
export async function skipWithoutBpf(test: Mocha.Context, machine: TestMachine): Promise<void> {
    const binding = `python3 -c 'import socket; socket.socket().bind(("127.0.0.1", 8443))'`;
    const { status } = await machine.exec(`${binding} || exit 9
        ! systemd-run --quiet --wait --property=SocketBindDeny=any ${binding}`);
    if (status === 0) return;
    if (status === 9) throw new Error("port 8443 cannot be had without a limit either");
    process.stdout.write(
        "    skipped: needs a kernel that lets a container's systemd load BPF programs of control groups\n",
    );
    test.skip();
}
