import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chosenParts } from "../../../components/host/chosen-parts";
import type { ChosenPart } from "../../../components/host/chosen-parts";
import { hostSettings } from "../../../components/host/settings";
import { debian13With } from "../../containers/base-system";
import { Network } from "../../containers/network";
import type { DeploymentResult } from "../../faults/world/deployment";
import { inCloud } from "../../faults/world/birth";
import type { FaultyHost } from "../../faults/world/faulty-host";
import { inputsOfPlanned } from "../../faults/world/planned-host";
import { World } from "../../faults/world/world";
import { mustRun } from "../../vm/world/command";
import { closedAddresses, internetProgram, otherPublicAddress, publicAddress, publicIpv6 } from "./internet";

/** Runs what it is asked to, in the sandbox of its service. Written for these tests. */
const commandServer = `#!/usr/bin/python3
import http.server, subprocess, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        script = self.rfile.read(int(self.headers["Content-Length"])).decode()
        done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=60)
        self.send_response(200); self.end_headers()
        self.wfile.write((done.stdout + done.stderr).encode())
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
`;

/** A service that has a network, and one that has the proxy. */
const ports = { direct: 8001, fetcher: 8000 };
type Service = keyof typeof ports;

export const serviceOf = (name: Service, extra: object): object => ({
    description: "Runs what it is asked to",
    source: { debian: { name: "python3" } },
    command: ["/usr/local/bin/run-commands", String(ports[name])],
    ...extra,
});

const always = ["ssh", "accounts", "firewall", "apps.service"];

/** The way out that updates need, without the packages that do them. */
const updatesWithoutWork = chosenParts(hostSettings.parse({}))
    .filter(({ id }) => id === "updates")
    .map((part): ChosenPart => ({ ...part, plan: () => ({}) }));

/** A host whose every way out leads to a hostile internet, which answers on private addresses too. */
export class EgressWorld {
    private static readonly all: EgressWorld[] = [];

    private constructor(
        private readonly world: World,
        public readonly host: FaultyHost,
        private readonly folder: string,
        private readonly internet: ChildProcess,
    ) {}

    public static async create(): Promise<EgressWorld> {
        const world = await World.create(debian13With(["ca-certificates", "curl", "python3", "squid"]));
        await addressInternet(world.network);
        const folder = await mkdtemp(join(tmpdir(), "hardened-host-internet-"));
        await writeFile(join(folder, "internet.py"), internetProgram);
        const internet = world.network.spawn("python3", [join(folder, "internet.py")], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        if (internet.stdout !== null) await once(internet.stdout, "data");
        const host = await world.makeHost({ ...inCloud, diskMib: 6000 });
        await host.machine.write("/usr/local/bin/run-commands", commandServer, 0o755);
        await host.machine.text(prepared);
        const made = new EgressWorld(world, host, folder, internet);
        EgressWorld.all.push(made);
        return made;
    }

    public deliver(settings: Readonly<Record<string, unknown>>, parts: readonly string[]): Promise<DeploymentResult> {
        const planned = { settings, parts: [...always, ...parts], extraParts: updatesWithoutWork };
        return this.host.deployer.deliver(inputsOfPlanned(planned, inCloud.access, this.host.host));
    }

    /** As {@link deliver}, for a delivery that must end well. */
    public async mustDeliver(settings: Readonly<Record<string, unknown>>, parts: readonly string[]): Promise<void> {
        const { status, output } = await this.deliver(settings, parts);
        if (status !== 0) throw new Error(`${output}\n${await this.host.journal()}`);
    }

    /** Output of a script as root of the host. */
    public text(script: string): Promise<string> {
        return this.host.machine.text(script);
    }

    /** Output of a script run by a service in its own sandbox, by its own account. */
    public async inside(service: Service, script: string): Promise<string> {
        const pid = `$(systemctl show -P MainPID ${service}.service)`;
        const body = Buffer.from(script).toString("base64");
        return this.text(
            `echo ${body} | base64 -d | nsenter --net --target ${pid} curl -sS --noproxy '*' --max-time 70 --data-binary @- http://127.0.0.1:${ports[service]}/`,
        );
    }

    /** A squid as many are set up, on port 3999: no rule keeps it from anything. */
    public startOpenProxy(): Promise<string> {
        return this.text(
            `printf 'http_port 127.0.0.1:3999\\nhttp_access allow all\\ncache deny all\\npid_filename none\\ncache_log /dev/null\\naccess_log none\\npinger_enable off\\n' >/tmp/open.conf
            systemd-run --quiet --unit=open-proxy -p User=proxy squid --foreground -N -f /tmp/open.conf
            for _ in $(seq 50); do bash -c ': </dev/tcp/127.0.0.1/3999' 2>/dev/null && exit; sleep 0.2; done; exit 1`,
        );
    }

    /** None where the suite was skipped. */
    public static async removeAll(): Promise<void> {
        for (const world of EgressWorld.all.splice(0)) await world.remove();
    }

    private async remove(): Promise<void> {
        this.internet.kill();
        await this.host.remove();
        await this.world.remove();
        await rm(this.folder, { recursive: true, force: true });
    }
}

async function addressInternet(network: Network): Promise<void> {
    const add = (address: string) => [
        ...["-n", network.namespace, "address", "add", address, "dev", Network.bridge],
        ...(address.includes(":") ? ["nodad"] : []),
    ];
    await mustRun("ip", add(`${publicIpv6}/64`));
    for (const address of [otherPublicAddress, ...closedAddresses]) {
        await mustRun("ip", add(`${address}/${address.includes(":") ? 128 : 32}`));
    }
}

/** The distribution's squid does not run before the plan says so, as on a host that does not have it yet. */
const prepared = `
    systemctl kill --signal=KILL squid.service; systemctl disable --quiet --now squid.service 2>/dev/null
    echo 'nameserver ${publicAddress}' >/etc/resolv.conf
    ip address add 2001:db8:66::2/64 dev host0 nodad
    ip route replace default via ${publicAddress}
    ip -6 route replace default via ${publicIpv6}
    systemd-run --quiet --unit=beside python3 -m http.server --bind :: 80`;
