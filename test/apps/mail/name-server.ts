import { Container } from "../../containers/container";
import type { Network } from "../../containers/network";

/** Address that the tests' blocklist names. */
export const listedAddress = "198.51.100.66";

const header = "$TTL 5\n@ IN SOA ns.test. root.test. 1 60 60 3600 5\n@ IN NS ns.test.\n";

/** Of these zones and of the root: any other name does not exist, and nobody waits for it. */
export class NameServer {
    private readonly zones = new Map<string, string>();

    private constructor(public readonly machine: Container) {}

    public static async create(base: string, network: Network, number: number): Promise<NameServer> {
        const machine = await Container.create(base, network, number);
        await machine.write("/etc/resolv.conf", "nameserver 127.0.0.1\n");
        // An empty file keeps a unit of the packages from being started.
        for (const unit of ["dovecot", "postfix", "redis-server", "rspamd"])
            await machine.write(`/etc/systemd/system/${unit}.service`, "");
        await machine.boot();
        const server = new NameServer(machine);
        server.zones.set(".", `test. IN NS ns.test.\nns.test. IN A ${machine.address}\n`);
        server.zones.set("test", `ns IN A ${machine.address}\n`);
        const reversed = listedAddress.split(".").reverse().join(".");
        server.zones.set("blocklist.test", `${reversed} IN A 127.0.0.2\n`);
        return server;
    }

    /** Gives addresses their names back, as those of mail servers must have. */
    public servePointers(names: Readonly<Record<string, string>>): Promise<void> {
        const lines = Object.entries(names).map(
            ([address, name]) => `${address.split(".").reverse().join(".")}.in-addr.arpa. IN PTR ${name}.`,
        );
        return this.serve("100.51.198.in-addr.arpa", `${lines.join("\n")}\n`);
    }

    /** Puts a zone in place of the one before. @param records lines of a zone file. */
    public async serve(zone: string, records: string): Promise<void> {
        this.zones.set(zone, records);
        for (const [name, lines] of this.zones) await this.machine.write(fileOf(name), `${header}${lines}`);
        const zones = [...this.zones.keys()].map((name) => `zone "${name}" { type primary; file "${fileOf(name)}"; };`);
        const options =
            'options { directory "/var/cache/bind"; recursion yes; allow-recursion { any; }; allow-query { any; }; dnssec-validation no; };';
        await this.machine.write("/etc/bind/named.conf", [options, ...zones, ""].join("\n"));
        await this.machine.text("named-checkconf -z >/dev/null && systemctl restart named.service");
    }
}

function fileOf(zone: string): string {
    return `/var/lib/bind/zone-${zone === "." ? "root" : zone}`;
}
