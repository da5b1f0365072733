import { setTimeout as sleep } from "node:timers/promises";
import type { PackageRepository } from "../containers/package-repository";
import type { WeightedFault } from "./kinds/index";
import type { Fault } from "./kinds/fault";
import { difference } from "./world/difference";
import type { DeploymentResult, Step } from "./world/deployment";
import { inCloud, type Access } from "./world/birth";
import type { FaultyHost } from "./world/faulty-host";
import { drawVariant, type HostVariant } from "./world/host-variant";
import { Random } from "./world/random";

export interface Injection {
    readonly number: number;
    readonly fault: Fault;
    readonly step: Step;
    readonly delayMs: number;
}

export type HostState = "old" | "new" | "between";

export interface Outcome extends Injection {
    /** Of the host, once it had settled. */
    readonly state: HostState;
    readonly secondsToSettle: number;
    /** What is wrong; empty when every promise was kept. */
    readonly problems: readonly string[];
    /** Output of the delivery that met the fault, and of the one after it. */
    readonly transcript: string;
}

/** Which fault, when: the same for the same seed and number. */
export function drawInjection(seed: number, number: number, kinds: readonly WeightedFault[]): Injection {
    const random = new Random(seed * 100_003 + number);
    const fault = random.pick(kinds.flatMap(({ fault: kind, weight }) => Array.from({ length: weight }, () => kind)));
    return { number, fault, step: random.pick(fault.steps), delayMs: random.integer(0, 400) };
}

/** The rollback has the swap's time limit at most, and then the time to confirm: both are shorter on a fast host. */
const settleTimeoutSeconds = 150;

/** Delivers changes to one host, one after the other, each meeting a fault, and says what became of the host. */
export class FaultRun {
    private variant: HostVariant | undefined;
    private access: Access = inCloud.access;

    public constructor(
        private readonly host: FaultyHost,
        private readonly repository: PackageRepository,
        private readonly seed: number,
    ) {}

    /** A first delivery without a fault. */
    public async begin(): Promise<void> {
        const random = new Random(this.seed);
        const variant = { ...drawVariant(random, undefined, true), ...inCloud.access };
        const { status, output } = await this.host.deployer.deliver(this.host.inputsOf(variant));
        if (status !== 0) throw new Error(`the first delivery failed:\n${output}`);
        this.variant = variant;
        this.access = variant;
    }

    public async inject(injection: Injection): Promise<Outcome> {
        const { fault, step } = injection;
        const random = new Random(this.seed * 7919 + injection.number);
        const installs = fault.needsInstallation ?? step === "packages";
        const next = drawVariant(random, this.variant, installs);
        const scene = { host: this.host, repository: this.repository, random };
        const problems: string[] = [];
        const before = await this.host.fingerprint();
        await fault.prepare?.(scene);
        const met = await this.meet(injection, next, random);
        await fault.mend?.(scene);
        const started = Date.now();
        if (!(await this.host.settle(settleTimeoutSeconds)))
            problems.push(`not settled after ${settleTimeoutSeconds} s`);
        const secondsToSettle = (Date.now() - started) / 1000;
        const middle = await this.host.fingerprint();
        const middleWay = await this.wayIn(next);
        if (middleWay === undefined) problems.push("LOCKED OUT: nobody can log in after the fault");
        problems.push(...endingProblems(fault, met, middle === before));
        const second = await this.host.deployer.deliver(this.host.inputsOf(next));
        if (second.status !== 0) problems.push("the up after the fault failed");
        const after = await this.host.fingerprint();
        const state: HostState = middle === before ? "old" : middle === after ? "new" : "between";
        if (state === "between")
            problems.push(`neither old nor new:\n${difference(before, middle)}\n--- new\n${difference(after, middle)}`);
        problems.push(...(await this.leftovers(next, [met, second])));
        problems.push(...(await this.conclude(next, second.status === 0)));
        const journal = problems.length > 0 ? `\n(journal of the host)\n${await this.host.journal()}` : "";
        const transcript = `${met.output}\n(then)\n${second.output}${journal}`;
        return { ...injection, state, secondsToSettle, problems, transcript };
    }

    /** After the last delivery of an injection: the new way in works and the old port is closed, or all is as before. */
    private async conclude(next: HostVariant, delivered: boolean): Promise<string[]> {
        if (!delivered) {
            const wayIn = await this.wayIn(next);
            return [...(wayIn === undefined ? ["LOCKED OUT: nobody can log in after the second up"] : [])];
        }
        const before = this.access;
        this.variant = next;
        this.access = next;
        if (!(await this.host.lets(next))) return ["LOCKED OUT: nobody can log in after the second up"];
        const moved = before.sshPort !== next.sshPort;
        return moved && (await this.host.answersOn(before.sshPort)) ? ["the old SSH port still answers"] : [];
    }

    /** The delivery that meets the fault. */
    private async meet(injection: Injection, next: HostVariant, random: Random): Promise<DeploymentResult> {
        const { fault, step, delayMs } = injection;
        const planned = this.host.inputsOf(next);
        const inputs = fault.spoil?.(planned, random) ?? planned;
        let struck: Promise<void> = Promise.resolve();
        const result = await this.host.deployer.deliver(inputs, (reached, kill) => {
            const { strike } = fault;
            if (reached !== step || strike === undefined) return;
            const scene = { host: this.host, repository: this.repository, random, kill };
            struck = sleep(delayMs).then(() => strike(scene));
        });
        await struck;
        return result;
    }

    /** Which of the two ways in works: the old one is tried first. */
    private async wayIn(next: HostVariant): Promise<"old" | "new" | undefined> {
        if (await this.host.lets(this.access, 1)) return "old";
        if (await this.host.lets(next)) return "new";
        return (await this.host.lets(this.access)) ? "old" : undefined;
    }

    private async leftovers(variant: HostVariant, runs: readonly DeploymentResult[]): Promise<string[]> {
        const text = await this.host.machine.text(`
            find /etc /home /root /usr/local /var/tmp -xdev -name '*.hardened-host-new'
            find /run/hardened-host -mindepth 1 -maxdepth 1 -name 'work.*'
            ls /var/lib/hardened-host/pending 2>/dev/null
            dpkg --audit
            secret() { echo '${variant.secret}'; }
            secret | grep -rlsF -f - /run /tmp /var/log /var/tmp /home /root /etc --exclude-dir=hh-test || :
            secret | grep -lsF -f - /proc/[0-9]*/cmdline /proc/[0-9]*/environ || :
            journalctl -q --no-pager -o cat | grep -F '${variant.secret}' || :`);
        const onHost = text === "" ? [] : [`left on the host:\n${text}`];
        const printed = runs.some(({ output }) => output.includes(variant.secret)) ? ["a secret was printed"] : [];
        const onComputer = await this.host.deployer.leftovers(variant.secret);
        return [...onHost, ...printed, ...onComputer];
    }
}

function endingProblems({ ending }: Fault, { status, output }: DeploymentResult, isOld: boolean): string[] {
    const bug = output.includes("BUG ") ? [`a stack trace was shown:\n${output}`] : [];
    if (ending === "either") return bug;
    if (ending === "succeeds") return status === 0 ? bug : [...bug, "did not succeed in spite of the fault"];
    return [
        ...bug,
        ...(status === 0 ? ["claimed success"] : []),
        ...(isOld ? [] : ["did not leave the host as it was"]),
        ...(/error: .*(was not made|could not be confirmed)/.test(output) ? [] : ["told no clear story"]),
    ];
}
