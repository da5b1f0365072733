import assert from "node:assert/strict";
import { debian13With } from "../../containers/base-system";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { inCloud } from "../../faults/world/birth";
import type { FaultyHost } from "../../faults/world/faulty-host";
import { inputsOfPlanned } from "../../faults/world/planned-host";
import { World } from "../../faults/world/world";
import { mustRun } from "../../vm/world/command";
import { makeCertificates, type TestCertificates } from "./certificates";

/** Debian packages of a host with a web edge, and of the programs behind it. */
const hostPackages = ["curl", "nginx", "openssl", "python3"];
const parts = ["accounts", "edge", "firewall", "ssh"];

export const domain = "example.org";

/** Addresses of the attacking computer, besides its own, which is trusted. */
export const strangers = Array.from({ length: 20 }, (_, index) => `198.51.100.${100 + index}`);
export const trustedSources = ["198.51.100.1/32", "198.51.100.90/32"];

type Settings = Readonly<Record<string, unknown>>;

/** Sites of the tests: one of each kind. The programs behind them are {@link startUpstreams}. */
export const sites: Settings = {
    welcome: {
        hostNames: [domain],
        page: { title: "Welcome to example.org", lines: ["This host is looked after.", "There is nothing else here."] },
    },
    app: {
        hostNames: [`app.${domain}`, `other.${domain}`],
        upstream: { loopbackPort: 4000 },
        policy: { loginPaths: ["/login"], maxBodyMib: 1, responseTimeoutSeconds: 3 },
    },
    chat: {
        hostNames: [`chat.${domain}`],
        upstream: { unixSocket: "/run/upstream/chat.sock" },
        policy: {
            webSockets: true,
            contentSecurityPolicy: { "img-src": ["'self'", "data:"], "script-src": [] },
            framing: "same-origin",
            allowedFeatures: ["camera"],
            headersFromUpstream: ["Content-Security-Policy", "Referrer-Policy"],
        },
    },
    files: { hostNames: [`files.${domain}`], upstream: { loopbackPort: 4000 }, policy: { serves: "uploads" } },
    moved: { hostNames: [`old.${domain}`], redirectTo: `https://app.${domain}` },
    gone: { hostNames: [`gone.${domain}`], upstream: { loopbackPort: 4999 } },
};

/** A host whose web edge was delivered by the real provider, with real programs behind it. */
export class EdgeWorld {
    private constructor(
        public readonly world: World,
        public readonly certificates: TestCertificates,
    ) {}

    public static async create(): Promise<EdgeWorld> {
        const world = await World.create(debian13With(hostPackages));
        for (const address of strangers) {
            const link = ["-n", world.network.namespace, "addr", "add", `${address}/24`, "dev", "bridge0"];
            await mustRun("ip", link);
        }
        return new EdgeWorld(world, await makeCertificates(domain));
    }

    /** A Debian with the certificate in its place and the programs running; nothing of ours is delivered yet. */
    public async makeHost(): Promise<FaultyHost> {
        const host = await this.world.makeHost({ ...inCloud, loadsBpf: true });
        await host.machine.text("install -d -m 0700 /etc/hardened-host /etc/hardened-host/tls");
        await host.machine.write("/etc/hardened-host/tls/fullchain.pem", this.certificates.chain, 0o600);
        await host.machine.write("/etc/hardened-host/tls/privkey.pem", this.certificates.key, 0o600);
        await this.startUpstreams(host);
        return host;
    }

    private async startUpstreams({ machine }: FaultyHost): Promise<void> {
        const program = await readFile(join(__dirname, "upstream.py"), "utf8");
        await machine.write("/usr/local/lib/upstream.py", program);
        const start = (name: string, where: string) =>
            `systemd-run --quiet --unit=${name} --uid=app --gid=www-data --property=TasksMax=2000 python3 /usr/local/lib/upstream.py ${where}`;
        await machine.text(`useradd --system app; install -d -o app -g www-data -m 0750 /run/upstream
            ${start("upstream-app", "4000")}
            ${start("upstream-chat", "/run/upstream/chat.sock")}
            until [ -S /run/upstream/chat.sock ] && curl -s -o /dev/null http://127.0.0.1:4000/; do sleep 0.1; done`);
    }

    /** Delivers the edge, with the sites of the tests where the settings name none. */
    public async deliver(host: FaultyHost, edge: Settings = {}): Promise<void> {
        const settings = { trustedSources, edge: { sites, ...edge } };
        const inputs = inputsOfPlanned({ settings, parts, standsIn: ["tls"] }, inCloud.access, host.host);
        const { status, output } = await host.deployer.deliver(inputs);
        assert.equal(status, 0, output);
    }

    public async remove(): Promise<void> {
        await this.world.remove();
    }
}
