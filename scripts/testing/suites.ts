import type { Phases } from "../bootstrap/phases";
import { UserError } from "../bootstrap/user-error";
import { readFaultOptions } from "../commands/fault-options";
import { withPath } from "../pulumi/environment";
import { ensureAcmeServer } from "../toolchain/acme-server";
import { ensureEngine } from "../toolchain/engine";
import { ensureS3Server } from "../toolchain/s3-server";
import { ensureSshAudit } from "../toolchain/ssh-audit";
import { ensureSystemTools } from "../toolchain/system-packages";
import {
    auditTools,
    browserTools,
    containerTools,
    deliveryTools,
    localMachineTools,
    machineTestTools,
    pruneTools,
} from "../toolchain/system-tools";
import type { MochaRun } from "./mocha";

/** Tests of one kind. Gets all that they need before they are run. */
export type Suite = (args: readonly string[], phases: Phases, environment?: NodeJS.ProcessEnv) => Promise<MochaRun>;

/** A guest without hardware virtualisation takes minutes for what a real machine does in seconds. */
const timeoutSeconds = 30 * 60;

/** On a real guest. */
export const vm: Suite = async (args, phases, environment = {}) => {
    await ensureSystemTools(phases, [...localMachineTools, ...machineTestTools]);
    const folders = [await ensureEngine(phases), await ensureSshAudit(phases)];
    const env = { ...withPath(process.env, folders), PULUMI_SKIP_UPDATE_CHECK: "true", ...environment };
    return { patterns: ["test/vm/**/*.test.ts"], timeoutSeconds, environment: env, args };
};

/** The same on the release before. */
export const vmOfOldRelease: Suite = (args, phases, environment = {}) =>
    vm(args, phases, { ...environment, VM_RELEASE: "debian-12" });

/**
 * Deliveries that go wrong: `[--seed N] [--count N] [--guest N]`, `count` of them to containers and `guest` to an emulated
 * machine.
 */
export const faults: Suite = async (args, phases, environment = {}) => {
    const { seed, counts, rest } = readFaultOptions(args, environment["FULL"] === "1" ? "full" : "short");
    await ensureSystemTools(phases, counts.guest > 0 ? [...containerTools, ...localMachineTools] : containerTools);
    const env = {
        ...withPath(process.env, [await ensureEngine(phases)]),
        FAULT_SEED: String(seed),
        FAULT_COUNT: String(counts.containers),
        FAULT_COUNT_ON_GUEST: String(counts.guest),
        ...environment,
    };
    const patterns = ["test/faults/**/*.test.ts", "test/guests/**/*.test.ts"];
    return { patterns, timeoutSeconds, environment: env, args: rest };
};

/** The npm package in programs outside the repository. */
export const library: Suite = async (args, phases, environment = {}) => {
    await ensureSystemTools(phases, deliveryTools);
    const env = { ...withPath(process.env, [await ensureEngine(phases)]), ...environment };
    return { patterns: ["test/library/**/*.test.ts"], timeoutSeconds: 300, environment: env, args };
};

/** Reports of real previews, recorded here and now. */
export const reviews: Suite = async (args, phases, environment = {}) => {
    const env = { ...withPath(process.env, [await ensureEngine(phases)]), ...environment };
    return { patterns: ["test/reviews/**/*.test.ts"], timeoutSeconds: 300, environment: env, args };
};

/** Stock servers that are taken over, and given back. */
export const takeover: Suite = async (args, phases, environment = {}) => {
    await ensureSystemTools(phases, containerTools);
    const env = { ...withPath(process.env, [await ensureEngine(phases)]), ...environment };
    return { patterns: ["test/takeover/**/*.test.ts"], timeoutSeconds, environment: env, args };
};

/** What a host does beside being hardened, with the real programs in containers; a folder of tests each. */
const services = ["activity", "apps", "audit", "backup", "edge", "sources", "tls"] as const;

/** `[SERVICE...]`: the tests of these services, or of all. */
export const ofServices: Suite = async (args, phases, environment = {}) => {
    const firstOption = args.findIndex((argument) => argument.startsWith("-"));
    const named = firstOption === -1 ? args : args.slice(0, firstOption);
    for (const name of named) {
        if (services.some((service) => service === name)) continue;
        throw new UserError(`There are no tests of a service "${name}"; there are of ${services.join(", ")}.`);
    }
    const chosen = named.length === 0 ? services : named;
    const extra = [
        ...(chosen.includes("backup") ? await toolsOfBackup(phases, environment) : []),
        ...(chosen.includes("tls") ? [await ensureAcmeServer(phases)] : []),
    ];
    if (chosen.includes("audit")) await ensureSystemTools(phases, browserTools);
    const run = await inContainers(phases, environment, extra);
    const patterns = chosen.map((service) => `test/${service}/**/*.test.ts`);
    return { ...run, patterns, args: args.slice(named.length) };
};

/** Tests of services, not yet chosen. @param folders with programs that some of them need. */
async function inContainers(
    phases: Phases,
    environment: NodeJS.ProcessEnv,
    folders: readonly string[] = [],
): Promise<Omit<MochaRun, "patterns" | "args">> {
    await ensureSystemTools(phases, [...containerTools, ...auditTools, ...pruneTools]);
    const own = [await ensureEngine(phases), await ensureSshAudit(phases)];
    const env = { ...withPath(process.env, [...own, ...folders]), ...environment };
    return { timeoutSeconds, environment: env };
}

/** An S3 server; and where everything is run, what a local machine needs. */
async function toolsOfBackup(phases: Phases, environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
    if (environment["FULL"] === "1") await ensureSystemTools(phases, localMachineTools);
    return [await ensureS3Server(phases)];
}

/** The main job of each service, and of giving a server back; what goes wrong with them is for a full run. */
const mainJobs = [
    "activity/shipping",
    "apps/service",
    "apps/egress",
    "apps/ejabberd",
    "apps/pleroma-configuration",
    "apps/together",
    "audit/box",
    "backup/backup-and-restore",
    "edge/attacks",
    "edge/http3",
    "edge/isolation",
    "takeover/give-back",
    "takeover/second-names",
    "tls/internal",
    "tls/issuance",
];

/** What fits into `npm test` of {@link ofServices} and {@link takeover}. */
export const ofMainJobs: Suite = async (args, phases, environment = {}) => {
    const patterns = mainJobs.map((job) => `test/${job}.test.ts`);
    const extra = [await ensureAcmeServer(phases)];
    return { ...(await inContainers(phases, environment, extra)), patterns, args };
};
