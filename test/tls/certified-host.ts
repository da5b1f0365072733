import type { HostConfigurationInputs } from "../../provider/host-configuration/inputs";
import { inCloud } from "../faults/world/birth";
import type { FaultyHost } from "../faults/world/faulty-host";
import { inputsOfPlanned } from "../faults/world/planned-host";
import type { Release } from "../containers/base-system";
import type { World } from "../faults/world/world";
import { setClockOf } from "./clock";
import { externalAccountKey } from "./issuer";
import { servicesName, type Surroundings } from "./surroundings";

type Settings = Readonly<Record<string, unknown>>;

const mailPassword = "mail password";
export const webhookToken = "tk_only_for_the_tests";

/** A host that is planned and delivered as a user's would be, with a web server that shows its certificate. */
export class CertifiedHost {
    private constructor(
        private readonly host: FaultyHost,
        private readonly surroundings: Surroundings,
        private readonly distribution: Release,
    ) {}

    public static async create(
        world: World,
        surroundings: Surroundings,
        distribution: Release,
    ): Promise<CertifiedHost> {
        const host = await world.makeHost({ ...inCloud, diskMib: 600, loadsBpf: true });
        await host.machine.write("/etc/resolv.conf", `nameserver ${surroundings.machine.address}\n`);
        await host.machine.write("/etc/nginx/nginx.conf", webServer);
        await host.machine.text("systemctl mask --quiet --now nginx.service && systemctl unmask --quiet nginx.service");
        return new CertifiedHost(host, surroundings, distribution);
    }

    /** Settings of a certificate for example.org from the tests' issuer. */
    public tlsSettings(changes: Settings = {}): Settings {
        return {
            domain: "example.org",
            issuer: "acme",
            acme: this.issuerAt(this.surroundings.directory),
            email: "owner@example.org",
            dns: { provider: "rfc2136", server: this.surroundings.machine.address, keyName: "challenge" },
            propagationTimeoutSeconds: 20,
            reload: ["nginx.service"],
            ...changes,
        };
    }

    public issuerAt(directory: string): Settings {
        return { directory, caCertificates: [`${this.surroundings.root}\n`], externalAccountKeyId: "kid-1" };
    }

    public inputs(tls: Settings, secrets: Readonly<Record<string, string>> = {}): HostConfigurationInputs {
        return inputsOfPlanned(
            {
                settings: { distribution: this.distribution, tls, notify: this.notifySettings() },
                parts: ["accounts", "firewall", "notify", "ssh", "tls"],
                secrets: { ...this.secrets(), ...secrets },
            },
            inCloud.access,
            this.host.host,
        );
    }

    private notifySettings(): Settings {
        const caCertificates = [`${this.surroundings.root}\n`];
        const address = { server: servicesName, user: "host", caCertificates };
        return {
            email: { to: ["owner@example.org"], from: "host@example.org", ...address },
            webhooks: { plain: { caCertificates }, talk: { format: "slack", caCertificates } },
            health: { servedCertificates: [{ port: 443, serverName: "www.example.org" }] },
        };
    }

    private secrets(): Readonly<Record<string, string>> {
        const hook = (path: string) => `https://${servicesName}:8443/${path}`;
        return {
            "tls-dns": this.surroundings.keys.challenge,
            "tls-external-account": externalAccountKey,
            "notify-smtp": mailPassword,
            "notify-webhook-plain": `${hook("plain")}\n${webhookToken}\n`,
            "notify-webhook-talk": hook("talk"),
        };
    }

    /** Delivers, and fails the test when the delivery does not end well. */
    public async deliver(tls: Settings, secrets: Readonly<Record<string, string>> = {}): Promise<void> {
        const { status, output } = await this.host.deployer.deliver(this.inputs(tls, secrets));
        if (status !== 0) throw new Error(`delivery ended with ${status}:\n${output}\n${await this.host.journal()}`);
    }

    /** As {@link deliver}, for a delivery that must be refused. @returns what it said. */
    public async refusal(tls: Settings): Promise<string> {
        const { status, output } = await this.host.deployer.deliver(this.inputs(tls));
        if (status === 0) throw new Error(`the delivery was not refused:\n${output}`);
        return output;
    }

    /** Waits for what the delivery has begun, and runs the renewal to its end. @returns whether it ended well. */
    public async renew(): Promise<boolean> {
        const { status } = await this.exec("systemctl start hardened-host-tls-renew.service");
        await this.settle();
        return status === 0;
    }

    /** Until nothing of ours runs or waits for its turn any more, and what was to be sent is sent or refused. */
    public async settle(): Promise<void> {
        await this.text(
            `for _ in $(seq 600); do
                busy=$(${unitsAtWork}) && [ -z "$busy" ] && exit 0
                sleep 0.2
            done; echo "still at work: $busy"; exit 1`,
        );
    }

    /** Sleeps until less than two fifths of the life of the certificate in force are left, by its own dates. */
    public async untilDue(): Promise<void> {
        await this.text(
            `at() { date -d "$(openssl x509 -in /etc/hardened-host/tls/fullchain.pem -noout "-$1" | cut -d = -f 2)" +%s; }
            left=$((2 * ($(at enddate) - $(at startdate)) / 5))
            wait=$(($(at enddate) - left + 1 - $(date +%s)))
            [ $wait -le 0 ] || sleep $wait`,
        );
    }

    /** Sets the clock by which our units live, and nobody else: `offset` as faketime(1) takes it. */
    public setClock(offset: string | undefined): Promise<void> {
        return setClockOf(this.host.machine, "hardened-host-.service", offset);
    }

    /** Serial number and issuer of the certificate that a client is shown. */
    public async shown(): Promise<string> {
        return this.text(
            "openssl s_client -connect 127.0.0.1:443 -servername www.example.org </dev/null 2>/dev/null | openssl x509 -noout -serial -issuer",
        );
    }

    public journal(): Promise<string> {
        return this.host.journal();
    }

    public exec(script: string) {
        return this.host.machine.exec(script);
    }

    public text(script: string): Promise<string> {
        return this.host.machine.text(script);
    }

    public remove(): Promise<void> {
        return this.host.remove();
    }
}

/**
 * Names of our units that run or have a job. One look at all of them: whatever starts another one at its end
 * (`OnSuccess=`, `OnFailure=`) ends and gives it a job in one step, so that there is no moment when neither shows.
 */
const unitsAtWork = `busctl --json=short call org.freedesktop.systemd1 /org/freedesktop/systemd1 \\
    org.freedesktop.systemd1.Manager ListUnitsByPatterns asas 0 1 'hardened-host-*.service' |
    jq -nr 'input.data[0][] | select(.[7] > 0 or (.[3] | IN("activating", "deactivating", "reloading"))) | .[0]'`;

const webServer = `user www-data;
events {}
http {
    server {
        listen 443 ssl;
        ssl_certificate /etc/hardened-host/tls/fullchain.pem;
        ssl_certificate_key /etc/hardened-host/tls/privkey.pem;
        location / { return 200 "hello\\n"; }
    }
}
`;
