import { Container } from "../../containers/container";
import type { Network } from "../../containers/network";
import type { Authority, Pair } from "./authority";
import { eventually } from "./eventually";

export const sinkName = "logs.example.org";
export const sinkPort = 19_532;

/** As docs/activity.md sets one up: nginx asks for the client's certificate, systemd-journal-remote keeps the entries. */
const nginxConf = `
    events {}
    http {
        access_log off;
        server {
            listen ${sinkPort} ssl;
            ssl_certificate /etc/nginx/sink.pem;
            ssl_certificate_key /etc/nginx/sink.key;
            ssl_client_certificate /etc/nginx/clients.pem;
            ssl_verify_client on;
            client_max_body_size 0;
            location /upload {
                proxy_pass http://127.0.0.1:19533;
                proxy_http_version 1.1;
                proxy_request_buffering off;
                proxy_read_timeout 1h;
            }
        }
    }`;

const receiver = `[Service]
ExecStart=/usr/lib/systemd/systemd-journal-remote --listen-http=127.0.0.1:19533 --output=/var/log/journal/remote/
User=systemd-journal-remote
LogsDirectory=journal/remote
Restart=always
RestartSec=1
[Install]
WantedBy=multi-user.target
`;

/** A computer that takes the journals of others, with the real receiver. */
export class Sink {
    private constructor(public readonly machine: Container) {}

    public static async create(base: string, network: Network, number: number, clients: Authority): Promise<Sink> {
        const machine = await Container.create(base, network, number, { diskMib: 600 });
        await machine.write("/etc/nginx/nginx.conf", nginxConf);
        await machine.write("/etc/nginx/clients.pem", clients.certificate);
        await machine.write("/etc/systemd/system/receiver.service", receiver);
        await machine.boot();
        await machine.text("systemctl enable --quiet --now receiver.service");
        return new Sink(machine);
    }

    /** Shows this certificate from now on. */
    public async show({ certificate, key }: Pair): Promise<void> {
        await this.machine.write("/etc/nginx/sink.pem", certificate);
        await this.machine.write("/etc/nginx/sink.key", key, 0o600);
        await this.machine.text("systemctl enable --quiet nginx.service; systemctl restart nginx.service");
    }

    public remove(): Promise<void> {
        return this.machine.remove();
    }

    public async kill(): Promise<void> {
        await this.machine.text("systemctl kill --signal=KILL nginx.service receiver.service");
    }

    /** After {@link kill}; both are up again when this returns. */
    public async revive(): Promise<void> {
        await eventually("the sink runs again", 60, async () => {
            const units = "nginx.service receiver.service";
            const { status } = await this.machine.exec(
                `systemctl start ${units} && systemctl is-active --quiet ${units}`,
            );
            return status === 0;
        });
    }

    /** What was taken of the journals of others, as journalctl(1) finds it. */
    public journal(options: string): Promise<string> {
        return this.machine.text(
            `ls /var/log/journal/remote/*.journal >/dev/null 2>&1 || exit 0; journalctl -q --no-pager -D /var/log/journal/remote ${options}`,
        );
    }
}
