import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Network } from "../../containers/network";
import type { TestMachine } from "../../containers/test-machine";
import type { HostConfigurationInputs } from "../../../provider/host-configuration/inputs";
import { mustRun } from "../../vm/world/command";
import { beforeFirstBoot, type Access, type Birth } from "./birth";
import { Deployer } from "./deployment";
import { inputsOfVariant, keyOf, testService, type HostUnderTest, type HostVariant } from "./host-variant";

/** Enough for a delivery to a container to be confirmed; short, because most faults end with waiting for it. */
const containerConfirmTimeoutSeconds = 30;

/** A host that faults are put upon, and the computer that deploys to it. */
export class FaultyHost {
    private constructor(
        public readonly machine: TestMachine,
        public readonly deployer: Deployer,
        private readonly network: Network,
        public readonly host: HostUnderTest,
    ) {}

    public static async create(
        machine: TestMachine,
        network: Network,
        birth: Birth,
        confirmTimeoutSeconds = containerConfirmTimeoutSeconds,
    ): Promise<FaultyHost> {
        const deployer = await Deployer.create(network);
        const keys = await Promise.all(
            ["first", "second"].map(async (name) => {
                const identityFile = join(deployer.folder, name);
                await mustRun("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", identityFile]);
                return { identityFile, publicKey: (await mustRun("cat", [`${identityFile}.pub`])).trim() };
            }),
        );
        await beforeFirstBoot(machine, birth, keys[birth.access.key]?.publicKey ?? "");
        await machine.boot();
        await machine.text(`rm -rf /etc/apt/sources.list.d; ${birth.script}`);
        const firstHostKey = await machine.text("cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub");
        return new FaultyHost(machine, deployer, network, {
            address: machine.address,
            machineId: await machine.text("cat /etc/machine-id"),
            keys,
            firstHostKey,
            confirmTimeoutSeconds,
        });
    }

    public inputsOf(variant: HostVariant): HostConfigurationInputs {
        return inputsOfVariant(variant, this.host);
    }

    /** True when the owner can log in with the real client and become root. Retried, as an owner would. */
    public async lets(access: Access, attempts = 4): Promise<boolean> {
        for (let attempt = 1; ; attempt += 1) {
            const [program, args] = this.sshCommand(access, "sudo -n id -u");
            const { stdout } = await this.network.run(program, args, { timeoutSeconds: 30 });
            if (stdout.trim() === "0") return true;
            if (attempt >= attempts) return false;
            // PerSourcePenalties and the firewall's rate limit ask for patience.
            await sleep(7000);
        }
    }

    /** A login that stays while its command runs. */
    public openShell(access: Access, command: string): ChildProcess {
        const [program, args] = this.sshCommand(access, command);
        return this.network.spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
    }

    private sshCommand(access: Access, command: string): [string, string[]] {
        const options = ["BatchMode=yes", "IdentitiesOnly=yes", "ConnectTimeout=5", "StrictHostKeyChecking=no"];
        const known = ["-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"];
        const login = ["-i", keyOf(access, this.host).identityFile, "-p", String(access.sshPort)];
        const settings = options.flatMap((option) => ["-o", option]);
        return ["ssh", ["-F", "none", ...settings, ...known, ...login, `${access.user}@${this.host.address}`, command]];
    }

    /** True when an SSH server says its name on a port. */
    public async answersOn(port: number): Promise<boolean> {
        const knock = `exec 3<>/dev/tcp/${this.host.address}/${port}; head -c 4 <&3`;
        const { stdout } = await this.network.run("timeout", ["3", "bash", "-c", knock]);
        return stdout === "SSH-";
    }

    /** Waits until the host is in one state for good: no work under way, no change waiting for its confirmation. */
    public async settle(timeoutSeconds: number): Promise<boolean> {
        const busy = "[ -e /var/lib/hardened-host/pending/armed ] || ls -d /run/hardened-host/work.* >/dev/null 2>&1";
        const deadline = Date.now() + timeoutSeconds * 1000;
        while ((await this.machine.exec(busy)).status === 0) {
            if (Date.now() > deadline) return false;
            await sleep(500);
        }
        return true;
    }

    /**
     * Everything that a delivery may change, as lines: files with mode, owner and digest, units, sockets, firewall.
     * Equal lines are equal hosts. Packages are left out: they are not rolled back (decision 6).
     */
    public async fingerprint(): Promise<string> {
        const text = await this.machine.text(fingerprintScript);
        const lines = text.split("\n").map((line) => line.trim());
        return [...new Set(lines)].sort().join("\n");
    }

    /** The end of its journal, to find out why a promise was broken. */
    public async journal(): Promise<string> {
        return (await this.machine.exec("journalctl -q --no-pager -o short-precise -n 150 | cut -c 8-200")).stdout;
    }

    /** The same without what stays when a first change is rolled back: the units that do so. */
    public async fingerprintAsFound(): Promise<string> {
        const lines = (await this.fingerprint()).split("\n");
        return lines.filter((line) => !/\/hardened-host-(rollback|recover)\.service/.test(line)).join("\n");
    }

    public async remove(): Promise<void> {
        await this.machine.remove();
        await this.deployer.remove();
    }
}

const fingerprintScript = `
    cd /
    find etc home -xdev ! -name '*-' ! -name .pwd.lock ! -name ld.so.cache -printf '%y %m %u %g %p %l\\n'
    find etc -xdev -type f ! -name '*-' ! -name .pwd.lock ! -name ld.so.cache -print0 | xargs -0 sha256sum
    for unit in ssh.service nftables.service ssh.socket ${testService}; do
        echo "$unit $(systemctl is-enabled $unit 2>&1) $(systemctl is-active $unit)"
    done
    pid=$(systemctl show -P MainPID ${testService})
    [ "$pid" = 0 ] || tr '\\0' ' ' </proc/$pid/cmdline; echo
    sshd -T | grep -E '^(port|maxauthtries|allowgroups)'
    ss -H -ltn | awk '{print "listens " $4}'
    nft -s list table inet hardened_host 2>&1 | sed '/elements = /,/}/d'
    [ ! -e /usr/sbin/policy-rc.d ] || /usr/sbin/policy-rc.d || echo "services may not start"`;
