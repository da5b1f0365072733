import type { ChosenPart } from "../../../components/host/chosen-parts";
import { deployerAddress, Network } from "../../containers/network";
import { debian13With } from "../../containers/base-system";
import { inCloud } from "../../faults/world/birth";
import type { DeploymentResult } from "../../faults/world/deployment";
import type { FaultyHost } from "../../faults/world/faulty-host";
import { inputsOfPlanned } from "../../faults/world/planned-host";
import { World } from "../../faults/world/world";
import { mustRun } from "../../vm/world/command";
import { listHost, ListServer } from "./list-server";

const packages = [
    "ca-certificates",
    "curl",
    "dovecot-imapd",
    "fail2ban",
    "nginx",
    "openssl",
    "python3",
    "python3-systemd",
    "tor-geoipdb",
];
const always = ["ssh", "accounts", "firewall"];

/** Documentation ranges (RFC 5737), and two of real countries, by Debian's own data: their networks' first addresses. */
export const sources = {
    repeating: "203.0.113.5",
    early: "203.0.113.6",
    stranger: "203.0.113.7",
    other: "203.0.113.8",
    trusted: "192.0.2.9",
    german: "5.1.66.1",
    australian: "1.0.0.77",
} as const;

/** The owner's own. */
export const trustedSources = [`${sources.trusted}/32`];

/** Port that answers everybody, without a limit. */
export const openPort = 8080;
export const opening = { port: openPort, purpose: "tests" };

/** Tries a connection from each source one after another, in rounds, and counts those that were accepted. Always ends. */
const knocks = `
import json, os, socket, sys, time
task = json.load(sys.stdin)
until, counts = time.time() + task["seconds"], {}
more = lambda: time.time() < until and not ("stop" in task and os.path.exists(task["stop"]))
while True:
    for source in task["sources"]:
        s = socket.socket()
        s.settimeout(task["patience"])
        s.bind((source, 0))
        good, bad = counts.get(source, (0, 0))
        try:
            s.connect((task["host"], task["port"]))
            counts[source] = (good + 1, bad)
        except OSError:
            counts[source] = (good, bad + 1)
        s.close()
        time.sleep(task["pause"])
    if not more():
        break
print(json.dumps(counts))`;

/** Connections of a source that were accepted, and that were not. */
export type Knocks = Readonly<Partial<Record<string, readonly [accepted: number, refused: number]>>>;

/** A host that sources from everywhere can talk to, and a server of lists. */
export class SourceWorld {
    private constructor(
        public readonly world: World,
        public readonly host: FaultyHost,
        public readonly lists: ListServer,
    ) {}

    public static async create(): Promise<SourceWorld> {
        const world = await World.create(debian13With(packages));
        for (const address of Object.values(sources))
            await mustRun("ip", ["-n", world.network.namespace, "addr", "add", `${address}/32`, "dev", Network.bridge]);
        const lists = await ListServer.start(world.network);
        const host = await world.makeHost({ ...inCloud, diskMib: 1500 });
        await host.machine.write("/usr/local/share/ca-certificates/tests.crt", lists.authority);
        const made = new SourceWorld(world, host, lists);
        await host.machine.text(prepared).catch(async (error: unknown) => {
            await made.remove();
            throw error;
        });
        return made;
    }

    public deliver(
        settings: Readonly<Record<string, unknown>>,
        parts: readonly string[],
        standsIn: readonly string[] = [],
        extraParts: readonly ChosenPart[] = [],
    ): Promise<DeploymentResult> {
        const firewall = { openings: [opening] };
        const planned = { settings: { firewall, ...settings }, parts: [...always, ...parts], standsIn, extraParts };
        return this.host.deployer.deliver(inputsOfPlanned(planned, inCloud.access, this.host.host));
    }

    /** As {@link deliver}, for a delivery that must end well. */
    public async mustDeliver(...delivery: Parameters<SourceWorld["deliver"]>): Promise<void> {
        const { status, output } = await this.deliver(...delivery);
        if (status !== 0) throw new Error(`${output}\n${await this.host.journal()}`);
    }

    /** Output of a script that must succeed, run as root on the host. */
    public text(script: string): Promise<string> {
        return this.host.machine.text(script);
    }

    /**
     * Begins connections one after another, once from each source, or for some time, or at most that long until a file is
     * there. A pause leaves processor and ports to what is measured meanwhile.
     */
    public async knock(
        from: readonly string[],
        port = openPort,
        { patience = 1, ...limits }: { patience?: number; seconds?: number; stop?: string; pause?: number } = {},
    ): Promise<Knocks> {
        const input = JSON.stringify({
            ...{ sources: from, host: this.host.host.address, port, patience, seconds: 0, pause: 0 },
            ...limits,
        });
        const { status, stdout, output } = await this.world.network.run("python3", ["-c", knocks], { input });
        if (status !== 0) throw new Error(output);
        // What the program above prints.
        return JSON.parse(stdout) as Knocks;
    }

    /** Whether one connection of each source is accepted. */
    public async lets(...from: readonly string[]): Promise<boolean[]> {
        const counts = await this.knock(from);
        return from.map((source) => counts[source]?.[0] === 1);
    }

    public async remove(): Promise<void> {
        await this.lists.stop();
        await this.host.remove();
        await this.world.remove();
    }
}

/** The distribution's own daemons do not run before the plan says so, as on a host that does not have them yet. */
const prepared = `
    for unit in fail2ban.service nginx.service dovecot.service dovecot.socket tor.service tor@default.service; do
        systemctl disable --quiet --now $unit 2>/dev/null
    done
    # What update-ca-certificates would do, which takes a minute on a busy computer.
    authority=/usr/local/share/ca-certificates/tests.crt
    cat $authority >>/etc/ssl/certs/ca-certificates.crt
    ln -s $authority "/etc/ssl/certs/$(openssl x509 -noout -hash -in $authority).0"
    echo '${deployerAddress} ${listHost}' >>/etc/hosts
    ip route replace default via ${deployerAddress}
    printf '[Route]\\nGateway=${deployerAddress}\\n' >>/etc/systemd/network/10-host0.network
    cat >/etc/systemd/system/answers.service <<'EOF'
[Service]
ExecStart=python3 -m http.server --bind :: --directory /usr/share/doc ${openPort}
[Install]
WantedBy=multi-user.target
EOF
    systemctl enable --quiet --now answers.service
    until curl -s -o /dev/null http://127.0.0.1:${openPort}/; do sleep 0.1; done`;
