import type { Phases } from "../bootstrap/phases";
import { describeError } from "../bootstrap/user-error";
import { withPath } from "../pulumi/environment";
import { runMocha, type MochaRun } from "../testing/mocha";
import { addTallies, oneFailed, type Tally } from "../testing/tally";
import { ensureEngine } from "../toolchain/engine";
import { ensureSshAudit } from "../toolchain/ssh-audit";
import { ensureSystemTools } from "../toolchain/system-packages";
import { containerTools, localMachineTools, machineTestTools } from "../toolchain/system-tools";
import { check } from "./check";
import { readFaultOptions } from "./fault-options";

/** A guest without hardware virtualisation takes minutes for what a real machine does in seconds. */
const timeoutSeconds = 30 * 60;

/** Tests of one kind, with everything that they need in place. */
type Suite = (args: readonly string[], phases: Phases, environment?: NodeJS.ProcessEnv) => Promise<MochaRun>;

const onGuest: Suite = async (args, phases, environment = {}) => {
    await ensureSystemTools(phases, [...localMachineTools, ...machineTestTools]);
    const folders = [await ensureEngine(phases), await ensureSshAudit(phases)];
    const env = { ...withPath(process.env, folders), PULUMI_SKIP_UPDATE_CHECK: "true", ...environment };
    return { patterns: ["test/vm/**/*.test.ts"], timeoutSeconds, environment: env, args };
};

const faults: Suite = async (args, phases, environment = {}) => {
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

/** `npm run test:vm -- [arguments of mocha]`: the tests on a real guest. */
export async function testMachine(args: readonly string[], phases: Phases): Promise<Tally> {
    const suite = await onGuest(args, phases);
    return phases.run("tests on a guest", () => runMocha(suite));
}

/**
 * `npm run test:faults -- [--seed N] [--count N] [--guest N] [arguments of mocha]`: deliveries that go wrong, `count` of
 * them to containers and `guest` to an emulated machine.
 */
export async function testFaults(args: readonly string[], phases: Phases): Promise<Tally> {
    const suite = await faults(args, phases);
    return phases.run("faults", () => runMocha(suite));
}

/** `npm test -- [arguments of mocha]`: everything. An emulated guest leaves a processor free for the containers. */
export async function test(args: readonly string[], phases: Phases): Promise<Tally> {
    const checked = await check(args, phases);
    const guest = await prepare(onGuest, args, phases);
    const containers = await prepare(faults, args, phases);
    const tallies = await phases.run("tests on a guest, and in containers meanwhile", () =>
        Promise.all([runPrepared(guest), runPrepared(containers, true)]),
    );
    return addTallies([checked, ...tallies]);
}

/** `npm run test:full`: with what takes hours; one after the other, because some of it uses a guest of its own. */
export async function testFully(args: readonly string[], phases: Phases): Promise<Tally> {
    const full = { FULL: "1" };
    const tallies = [await check(args, phases)];
    for (const [name, suite] of [["faults", faults] as const, ["tests on a guest", onGuest] as const]) {
        const prepared = await prepare(suite, args, phases, full);
        tallies.push(await phases.run(name, () => runPrepared(prepared)));
    }
    return addTallies(tallies);
}

/** Undefined when its tools are not to be had: what was tested already still counts. */
async function prepare(
    suite: Suite,
    args: readonly string[],
    phases: Phases,
    environment?: NodeJS.ProcessEnv,
): Promise<MochaRun | undefined> {
    return suite(args, phases, environment).catch((error: unknown) => {
        process.stderr.write(`${describeError(error)}\n`);
        return undefined;
    });
}

async function runPrepared(run: MochaRun | undefined, isBeside = false): Promise<Tally> {
    return run === undefined ? oneFailed : runMocha({ ...run, isBeside });
}
