import { hostChecks } from "../../../components/host/plan-host";
import { hostSettings } from "../../../components/host/settings";
import { debian13With, ensureBaseSystem } from "../../containers/base-system";
import { mustRun, type CommandResult } from "../../vm/world/command";
import { inCloud } from "../../faults/world/birth";
import { inputsOfPlanned } from "../../faults/world/planned-host";
import { World } from "../../faults/world/world";
import { clientProgram } from "./client";
import { MailHost, password } from "./mail-host";
import { NameServer } from "./name-server";

/** What the plans install, and the clients and the name server around them. */
const packages = [
    ...["bind9", "bind9-dnsutils", "ca-certificates", "dovecot-imapd", "dovecot-lmtpd", "dovecot-managesieved"],
    ...["dovecot-sieve", "openssl", "postfix", "publicsuffix", "python3", "redis-server", "rspamd", "swaks"],
];
/** What the packages start by themselves. */
const packagesUnits = ["dovecot", "named", "postfix", "redis-server", "rspamd"].map((name) => `${name}.service`);
const mailParts = ["ssh", "accounts", "firewall", "tls", "apps.mail"];

/** Mail servers of several domains, their name server, and a stranger. */
export class MailWorld {
    private readonly hosts: MailHost[] = [];

    private constructor(
        private readonly world: World,
        public readonly dns: NameServer,
        /** Hash of {@link password}: the secret `password` of every delivery. */
        private readonly passwordHash: string,
    ) {}

    /**
     * @param more packages that the hosts have beside.
     * @param mirrored packages that they have not, and may install.
     */
    public static async create(more: readonly string[] = [], mirrored: readonly string[] = []): Promise<MailWorld> {
        const system = debian13With([...packages, ...more]);
        const world = await World.create(system, mirrored);
        const dns = await NameServer.create(await ensureBaseSystem(system), world.network, 200);
        await dns.machine.write("/root/client.py", clientProgram);
        return new MailWorld(world, dns, (await mustRun("openssl", ["passwd", "-6", password])).trim());
    }

    /** A computer with a name in DNS that nothing is delivered to yet. */
    public async makeHost(domain: string): Promise<MailHost> {
        const host = await this.world.makeHost({
            ...inCloud,
            diskMib: 6000,
            // As on a host that does not have the packages yet: an empty file keeps a unit from being started.
            files: (key) => [
                ...inCloud.files(key),
                ...packagesUnits.map((unit) => [`/etc/systemd/system/${unit}`, "", 0o644] as const),
            ],
        });
        await host.machine.write("/etc/resolv.conf", `nameserver ${this.dns.machine.address}\n`);
        await host.machine.write("/root/client.py", clientProgram);
        const masks = packagesUnits.map((unit) => `/etc/systemd/system/${unit}`).join(" ");
        await host.machine.text(
            `rm ${masks}; systemctl daemon-reload; systemctl disable --quiet ${packagesUnits.join(" ")} 2>&1`,
        );
        const made = new MailHost(domain, host);
        this.hosts.push(made);
        return made;
    }

    /** Delivers the app, and what else a test wants on the host; a delivery that fails ends the test. */
    public async deliver(
        { domain, host }: MailHost,
        mail: Readonly<Record<string, unknown>>,
        beside: { readonly settings?: object; readonly parts?: readonly string[]; readonly secrets?: object } = {},
    ): Promise<void> {
        const planned = {
            settings: { ...settingsOf(domain, mail), ...beside.settings },
            parts: [...mailParts, ...(beside.parts ?? [])],
            secrets: { password: this.passwordHash, ...beside.secrets },
        };
        const inputs = inputsOfPlanned(planned, inCloud.access, host.host);
        const { status, output } = await host.deployer.deliver(inputs);
        if (status !== 0) throw new Error(`the delivery failed:\n${output}\n${await host.journal()}`);
    }

    /** Titles of the app's checks, and whether each holds. */
    public async checksOf({ domain, host }: MailHost): Promise<ReadonlyMap<string, boolean>> {
        const login = { user: "deploy", authorizedKeys: [] };
        const all = hostChecks("container", login, hostSettings.parse(settingsOf(domain, {})));
        const outcomes = new Map<string, boolean>();
        for (const { by, check } of all.filter((one) => one.by === "apps.mail"))
            outcomes.set(`${by}: ${check.title}`, (await host.machine.exec(check.command)).status === 0);
        return outcomes;
    }

    /** Waits until its spam filter is up and the host shows its own certificate where mail is sent and read, and lets its clients trust it. */
    public async settle({ domain, host }: MailHost): Promise<void> {
        const shows = (port: number, more: string) =>
            `openssl s_client -connect 127.0.0.1:${port} ${more} -CAfile /root/roots.pem -verify_return_error </dev/null >/dev/null 2>&1`;
        await host.machine.text(`systemctl start hardened-host-tls-renew.service
            cp /var/lib/hardened-host-acme/authority/${domain}/ca.pem /root/roots.pem
            for _ in $(seq 600); do
                [ -S /run/hardened-host-mail/milter.sock ] && ${shows(993, "")} && ${shows(25, "-starttls smtp")} && exit; sleep 1
            done; exit 1`);
    }

    /** Puts what the host itself says into DNS, with its address. @param more lines of the zone file. */
    public async publish({ domain, host }: MailHost, more = ""): Promise<void> {
        const records = await host.machine.text("hardened-host-mail-dns");
        const { address } = host.machine;
        await this.dns.serve(domain, `mail IN A ${address}\n${domain}. IN A ${address}\n${records}\n${more}\n`);
    }

    /** Runs a script on the stranger's computer, which is the name server's. */
    public stranger(script: string): Promise<CommandResult> {
        return this.dns.machine.exec(script);
    }

    public async remove(): Promise<void> {
        for (const { host } of this.hosts) await host.remove();
        await this.dns.machine.remove();
        await this.world.remove();
    }
}

/** Mailboxes of these users in a domain. */
export function mailboxesOf(domain: string, users: readonly string[], quotaMib = 5): Record<string, object> {
    return Object.fromEntries(
        users.map((user) => [`${user}@${domain}`, { passwordSecret: "password", quotaMib }] as const),
    );
}

function settingsOf(domain: string, mail: Readonly<Record<string, unknown>>) {
    return {
        tls: { domain, issuer: "internal" },
        apps: {
            mail: {
                hostName: `mail.${domain}`,
                domains: { [domain]: {} },
                postmaster: `alice@${domain}`,
                blocklists: [{ zone: "blocklist.test" }],
                ...mail,
            },
        },
    };
}
