import type { z } from "zod";
import type { BenchmarkItem } from "./benchmark-items";
import type { Claims } from "./claims";
import type { PartialHostPlan } from "./plan";

/** A distribution that this product supports. */
export interface Distribution {
    readonly id: "debian" | "ubuntu";
    /** Release number, for example "13" or "24.04". */
    readonly version: string;
    /** Release name as apt uses it, for example "trixie". */
    readonly codename: string;
}

/**
 * What a hardening leaves undone where an app cannot live with it, and why:
 * - `firewall`: the filter of what arrives
 * - `egress`: the filter of what the host begins
 * - `executableTmp`: /tmp without programs
 * - `rpcbind`: the removal of that package
 */
export type SteppingBack = Readonly<Partial<Record<"firewall" | "egress" | "executableTmp" | "rpcbind", string>>>;

/** What every hardening and app may know about the host it is planned for, without importing another. */
export interface HostFacts {
    /** Host name without a domain. */
    readonly hostname: string;
    readonly distribution: Distribution;
    /** TCP port that sshd listens on. */
    readonly sshPort: number;
    /** Accounts that may log in, and their public keys in authorized_keys format. */
    readonly loginUsers: Readonly<Record<string, { readonly authorizedKeys: readonly string[] }>>;
    /** Group whose members, and nobody else, may log in by SSH. */
    readonly loginGroup: string;
    /** CIDR ranges never rate-limited nor banned. */
    readonly trustedSources: readonly string[];
    /** What apps of this host must be left. @default nothing */
    readonly stepsBack?: SteppingBack;
}

/** One property of the finished host that can be proved on it. */
export interface Check {
    /** What is true when it passes, as a sentence: "password logins are refused". */
    readonly title: string;
    /** POSIX shell run as root; exit status 0 means that it holds. Must fail on a stock guest. */
    readonly command: string;
    /**
     * Why a stock guest may pass it already. A check without this must fail on a stock guest: the vm suite sees to it.
     */
    readonly holdsOnStock?: string;
    /** Items of public benchmarks that ask for the same, as a whole or in part. @default none */
    readonly covers?: readonly BenchmarkItem[];
    /**
     * What the command does to the host beside looking, as the end of "It ...". An audit, which changes nothing, leaves such a
     * check out. @default it only looks
     */
    readonly sideEffect?: string;
}

/** Something that is done once on the finished host, after its delivery. What it writes becomes a secret output. */
export interface AdminTask {
    /** What it is called in the stack, after the host's name: `ejabberd-administrator`. */
    readonly name: string;
    /**
     * POSIX shell run as root. Must be fit for being run again after it was cut off: until it has succeeded, it may keep in
     * the folder `$TASK_FOLDER`, root's only, what it must remember. No secret may be an argument of a program.
     */
    readonly command: string;
    /** Another text does it once more: what the settings name. */
    readonly revision: string;
    /** Seconds after which it is stopped, and has failed. @default 900 */
    readonly timeoutSeconds?: number;
}

/** One part of a host: its settings, what it puts there, and how to prove it. One file each, pure, no I/O. */
export interface Part<Schema extends z.ZodType> {
    /** File name, settings key, check prefix and golden name. */
    readonly id: string;
    /** Strict schema. */
    readonly settings: Schema;
    /** Ids of parts that must be on the host too. @default none */
    readonly needs?: readonly string[];
    /** Those that only these settings need. @default none */
    needsFor?(settings: z.output<Schema>): readonly string[];
    claims?(settings: z.output<Schema>, host: HostFacts): Partial<Claims>;
    plan(settings: z.output<Schema>, host: HostFacts, claims: Claims): PartialHostPlan;
    checks(settings: z.output<Schema>, host: HostFacts): readonly Check[];
    /** @default none */
    tasks?(settings: z.output<Schema>, host: HostFacts): readonly AdminTask[];
}
