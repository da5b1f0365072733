import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostChecks } from "../../../components/host/plan-host";
import { hostSettings } from "../../../components/host/settings";
import { deployerAddress } from "../../containers/network";
import { inCloud } from "../../faults/world/birth";
import type { DeploymentResult } from "../../faults/world/deployment";
import type { FaultyHost } from "../../faults/world/faulty-host";
import { inputsOfPlanned } from "../../faults/world/planned-host";
import { World } from "../../faults/world/world";
import { mustRun } from "../../vm/world/command";
import { hostBase } from "./packages";
import { ensureStandIn } from "./stand-in";

const port = 8090;
const parts = ["accounts", "firewall", "ssh", "tls", "edge", "backup", "apps.pleroma"];
const secrets = { "backup-password": "a password that only this test knows" };

export const hostName = "social.example.org";
export const mediaHostName = "media.example.org";
export const authority = "/var/lib/hardened-host-acme/authority/example.org/ca.pem";

/** A host with certificates, a web edge and backups, and a server from which it downloads releases. */
export class PleromaWorld {
    private constructor(
        public readonly world: World,
        public readonly host: FaultyHost,
        public readonly downloads: string,
        private readonly server: ChildProcess,
    ) {}

    public static async create(): Promise<PleromaWorld> {
        const world = await World.create(hostBase);
        const host = await world.makeHost({ ...inCloud, diskMib: 13_000 });
        await host.machine.text("systemctl stop nginx.service; mkdir -p /srv/disk");
        const downloads = await mkdtemp(join(tmpdir(), "hardened-host-downloads-"));
        const serve = ["-m", "http.server", "--bind", deployerAddress, "--directory", downloads, String(port)];
        return new PleromaWorld(world, host, downloads, world.network.spawn("python3", serve, { stdio: "ignore" }));
    }

    /** Puts the stand-in of one version where the host finds it, and gives what the settings say of it. */
    public async release(version: string, name = `pleroma-${version}.zip`) {
        const file = join(this.downloads, name);
        await copyFile(await ensureStandIn(version), file);
        return { url: `http://${deployerAddress}:${port}/${name}`, sha256: await digestOf(file), version };
    }

    public settings(release: object, more: object = {}) {
        const own = { hostName, mediaHostName, name: "Ours", email: "admin@example.org", release, ...more };
        return {
            tls: { domain: "example.org", issuer: "internal" },
            edge: {},
            backup: { repository: { type: "folder", path: "/srv/disk/backups" }, jitterMinutes: 0 },
            apps: { pleroma: own },
        };
    }

    /** Delivers the whole host by the real provider. */
    public deliver(release: object, more: object = {}): Promise<DeploymentResult> {
        const planned = { settings: this.settings(release, more), parts, secrets };
        return this.host.deployer.deliver(inputsOfPlanned(planned, inCloud.access, this.host.host));
    }

    public async deliverWell(release: object, more: object = {}): Promise<void> {
        const { status, output } = await this.deliver(release, more);
        assert.equal(status, 0, `${output}\n${await this.host.journal()}`);
        // The certificate comes after the delivery.
        await this.text("systemctl start hardened-host-tls-renew.service");
    }

    /** Titles of the app's checks that hold, and of those that do not. */
    public async outcomes(release: object): Promise<{ held: string[]; failed: string[] }> {
        const login = { user: "deploy", authorizedKeys: [] };
        const all = hostChecks("container", login, hostSettings.parse(this.settings(release)));
        const result: { held: string[]; failed: string[] } = { held: [], failed: [] };
        for (const { check } of all.filter(({ by }) => by === "apps.pleroma")) {
            const { status, output } = await this.host.machine.exec(check.command);
            (status === 0 ? result.held : result.failed).push(`${check.title}${status === 0 ? "" : `: ${output}`}`);
        }
        return result;
    }

    public text(script: string): Promise<string> {
        return this.host.machine.text(script);
    }

    /** What the server answers to a request at its own port; what it says of a problem is an answer too. */
    public ask(request: string): Promise<string> {
        return this.text(`curl -sS --max-time 15 'http://127.0.0.1:4000${request.replaceAll(" ", "%20")}'`);
    }

    /** What a visitor gets, headers included. */
    public visit(name: string, path: string, options = ""): Promise<string> {
        return this.text(
            `curl -sS -i --max-time 15 --cacert ${authority} --resolve ${name}:443:127.0.0.1 ${options} 'https://${name}${path}'`,
        );
    }

    /** Exposure of a unit as systemd sees it: 0 is none, 10 all. */
    public async exposureOf(unit: string): Promise<number> {
        const report = await this.host.machine.exec(`systemd-analyze security --no-pager ${unit}`);
        return Number(/Overall exposure level for [^:]*: ([0-9.]+)/.exec(report.output)?.[1]);
    }

    /** Starts the server with some lines of its unit changed, does something, and starts it as it was. */
    public async withChangedUnit(lines: string, action: () => Promise<void>): Promise<void> {
        const dropIn = "/run/systemd/system/pleroma.service.d/99-changed.conf";
        const restart = "systemctl daemon-reload; systemctl reset-failed pleroma; systemctl restart pleroma";
        await this.text(`mkdir -p ${dropIn.replace(/\/[^/]*$/, "")}; printf '[Service]\\n${lines}\\n' >${dropIn}
            ${restart} || :`);
        try {
            await action();
        } finally {
            await this.text(`rm ${dropIn}; ${restart}`);
        }
    }

    public async remove(): Promise<void> {
        this.server.kill();
        await this.host.remove();
        await this.world.remove();
        await rm(this.downloads, { recursive: true, force: true });
    }
}

async function digestOf(file: string): Promise<string> {
    return (await mustRun("sha256sum", [file])).slice(0, 64);
}
