import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { OperationContext } from "../../../provider/resource";
import { localMachine } from "../../../provider/local-machine/local-machine";
import { localOpening } from "../../../provider/local-opening/local-opening";
import { mustRun, run } from "./command";
import { release } from "./release";

type Machine = Awaited<ReturnType<typeof localMachine.create>>;

const context: OperationContext = {
    urn: "urn:pulumi:vm::hardened-host::hardened-host:index:LocalMachine::stock",
    log: { progress() {}, info() {}, warn() {} },
    cancelled: new AbortController().signal,
};

/** A guest as its image is, with nothing of ours on it but a login. */
export class StockGuest {
    private folder = "";
    private machine: Machine | undefined;

    public async start(): Promise<void> {
        this.folder = await mkdtemp(join(tmpdir(), "hardened-host-stock-"));
        await mustRun("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(this.folder, "id")]);
        const publicKey = (await readFile(join(this.folder, "id.pub"), "utf8")).trim();
        const bootstrap = [
            "#cloud-config",
            "users:",
            "  - name: deploy",
            "    sudo: ALL=(ALL) NOPASSWD:ALL",
            "    shell: /bin/bash",
            `    ssh_authorized_keys: ["${publicKey}"]`,
            "",
        ].join("\n");
        this.machine = await localMachine.create(
            { name: "stock", bootstrap, memoryMib: 2048, cpus: 2, diskGib: 8, release, running: true },
            context,
        );
        const { machineId, address } = this.machine.state;
        await localOpening.create({ machineId, address, protocol: "tcp", port: 22 }, context);
        for (let attempt = 0; (await this.ssh("true")).status !== 0; attempt++) {
            if (attempt === 60) throw new Error("the stock guest did not answer within ten minutes");
            await sleep(10_000);
        }
    }

    public async rootText(script: string): Promise<string> {
        const result = await this.ssh("sudo -n sh -s", script);
        return result.stdout;
    }

    public async remove(): Promise<void> {
        if (this.machine !== undefined) await localMachine.delete(this.machine.id, this.machine.state, context);
        await rm(this.folder, { recursive: true, force: true });
    }

    private ssh(command: string, input = "") {
        const address = this.machine?.state.address ?? "";
        // Its host key is known to nobody: nothing secret goes there.
        const options = [
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "LogLevel=ERROR",
        ];
        const login = ["-F", "none", "-o", "BatchMode=yes", "-o", "ConnectTimeout=8", "-i", join(this.folder, "id")];
        return run("ssh", [...options, ...login, `deploy@${address}`, command], { input, timeoutSeconds: 900 });
    }
}
