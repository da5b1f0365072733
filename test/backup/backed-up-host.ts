import { randomBytes } from "node:crypto";
import type { ChosenPart } from "../../components/host/chosen-parts";
import type { Release } from "../containers/base-system";
import { inCloud } from "../faults/world/birth";
import type { FaultyHost } from "../faults/world/faulty-host";
import { inputsOfPlanned } from "../faults/world/planned-host";
import type { World } from "../faults/world/world";
import type { CommandResult } from "../vm/world/command";
import type { Store } from "./store";

/** What the hosts of these tests have from the start; the store has the same system. */
export const packages = ["acl", "attr", "openssl", "postgresql", "restic", "restic-rest-server"];

/** What a stack holds for the host: it outlives the machine. */
export interface StackOfHost {
    readonly settings: Readonly<Record<string, unknown>>;
    /** @default Debian 13 */
    readonly distribution?: Release;
    readonly extraParts: readonly ChosenPart[];
    readonly password: string;
    readonly credential: string;
}

/** Where the backups go, and what opens it to a host. */
type AnyStore = Pick<Store, "hostPassword"> & { readonly settings: Readonly<Record<string, unknown>> };

/** Nothing is tried twice, and nothing waits, unless a test asks for it. */
export function stackFor(store: AnyStore, extraParts: readonly ChosenPart[] = []): StackOfHost {
    const impatient = { attempts: 1, retryMinutes: 0, jitterMinutes: 0, lockWaitMinutes: 0 };
    return {
        settings: { repository: store.settings, paths: ["/srv/data"], ...impatient, check: { parts: 1 } },
        extraParts,
        password: randomBytes(32).toString("base64"),
        credential: store.hostPassword,
    };
}

/** A machine that has become a host with backups, by a real delivery. */
export class BackedUpHost {
    private constructor(public readonly host: FaultyHost) {}

    public static async create(world: World, diskMib = 2500): Promise<BackedUpHost> {
        return new BackedUpHost(await world.makeHost({ ...inCloud, diskMib }));
    }

    /** @returns what the delivery printed. */
    public async deliver(stack: StackOfHost, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
        const planned = {
            settings: { distribution: stack.distribution, backup: { ...stack.settings, ...more } },
            parts: ["ssh", "accounts", "egress", "firewall", "backup"],
            extraParts: stack.extraParts,
            secrets: { "backup-password": stack.password, "backup-repository": stack.credential },
        };
        const { status, output } = await this.host.deployer.deliver(
            inputsOfPlanned(planned, inCloud.access, this.host.host),
        );
        if (status !== 0) throw new Error(`the delivery failed:\n${output}\n${await this.host.journal()}`);
        return output;
    }

    public exec(script: string): Promise<CommandResult> {
        return this.host.machine.exec(script);
    }

    public text(script: string): Promise<string> {
        return this.host.machine.text(script);
    }

    public backUp(): Promise<CommandResult> {
        return this.exec("systemctl start hardened-host-backup.service");
    }

    /** Backs up, which must work, and gives the id of the snapshot. */
    public async backUpWell(): Promise<string> {
        const { status } = await this.backUp();
        if (status !== 0) throw new Error(`the backup failed:\n${await this.log()}`);
        return this.text("cat /var/lib/hardened-host-backup/progress/last-good");
    }

    public async log(unit = "hardened-host-backup*"): Promise<string> {
        const lines = await this.exec(`journalctl -q --no-pager -o cat -u '${unit}' -n 80`);
        return lines.stdout;
    }

    /** restic on the host, with all that root there has. */
    public restic(args: string): Promise<CommandResult> {
        return this.exec(`. /usr/local/lib/hardened-host/backup/environment; repository ${args}`);
    }

    /** True when the failure of a unit is shown at login. Its report is a unit of its own, and takes a moment. */
    public hasNotice(unit: string): Promise<boolean> {
        const notice = `/etc/motd.d/hardened-host-hardened-host-${unit}`;
        return this.exec(`for _ in $(seq 30); do [ -e ${notice} ] && exit; sleep 0.1; done; exit 1`).then(
            ({ status }) => status === 0,
        );
    }

    public noticeGoes(unit: string): Promise<boolean> {
        const notice = `/etc/motd.d/hardened-host-hardened-host-${unit}`;
        return this.exec(`for _ in $(seq 30); do [ -e ${notice} ] || exit 0; sleep 0.1; done; exit 1`).then(
            ({ status }) => status === 0,
        );
    }

    public remove(): Promise<void> {
        return this.host.remove();
    }
}
