import type { Phases } from "../bootstrap/phases";
import { describeError, UserError } from "../bootstrap/user-error";
import { withPath } from "../pulumi/environment";
import { runMocha } from "../testing/mocha";
import { addTallies, oneFailed, type Tally } from "../testing/tally";
import { ensureEngine } from "../toolchain/engine";
import { ensureSshAudit } from "../toolchain/ssh-audit";
import { ensureSystemTools } from "../toolchain/system-packages";
import { containerTools, localMachineTools, machineTestTools } from "../toolchain/system-tools";
import { check } from "./check";

/** A guest without hardware virtualisation takes minutes for what a real machine does in seconds. */
const timeoutSeconds = 30 * 60;

/** `npm run test:vm -- [arguments of mocha]`: the tests on a real guest. */
export async function testMachine(
    args: readonly string[],
    phases: Phases,
    environment: NodeJS.ProcessEnv = {},
): Promise<Tally> {
    await ensureSystemTools(phases, [...localMachineTools, ...machineTestTools]);
    const folders = [await ensureEngine(phases), await ensureSshAudit(phases)];
    const env = { ...withPath(process.env, folders), PULUMI_SKIP_UPDATE_CHECK: "true", ...environment };
    const patterns = ["test/vm/**/*.test.ts"];
    return phases.run("tests on a guest", () => runMocha({ patterns, timeoutSeconds, environment: env, args }));
}

/** How many faults a whole run of the tests puts upon deliveries. */
const faultCounts = { short: { containers: 24, guest: 0 }, full: { containers: 200, guest: 40 } };

/**
 * `npm run test:faults -- [--seed N] [--count N] [--guest N] [arguments of mocha]`: deliveries that go wrong, `count` of
 * them to containers and `guest` to an emulated machine.
 */
export async function testFaults(
    args: readonly string[],
    phases: Phases,
    environment: NodeJS.ProcessEnv = {},
): Promise<Tally> {
    const counts = environment["FULL"] === "1" ? faultCounts.full : faultCounts.short;
    const [seed, afterSeed] = takeNumber(args, "--seed", 1);
    const [containers, afterCount] = takeNumber(afterSeed, "--count", counts.containers);
    const [guest, rest] = takeNumber(afterCount, "--guest", counts.guest);
    await ensureSystemTools(phases, guest > 0 ? [...containerTools, ...localMachineTools] : containerTools);
    const env = {
        ...withPath(process.env, [await ensureEngine(phases)]),
        FAULT_SEED: String(seed),
        FAULT_COUNT: String(containers),
        FAULT_COUNT_ON_GUEST: String(guest),
        ...environment,
    };
    const patterns = ["test/faults/**/*.test.ts", "test/guests/**/*.test.ts"];
    return phases.run("faults", () => runMocha({ patterns, timeoutSeconds, environment: env, args: rest }));
}

/** `npm run test:services -- [arguments of mocha]`: what a host serves, with real servers around it, in containers. */
export async function testServices(
    args: readonly string[],
    phases: Phases,
    environment: NodeJS.ProcessEnv = {},
): Promise<Tally> {
    await ensureSystemTools(phases, containerTools);
    const env = { ...withPath(process.env, [await ensureEngine(phases)]), ...environment };
    const patterns = ["test/tls/**/*.test.ts"];
    return phases.run("services", () => runMocha({ patterns, timeoutSeconds, environment: env, args }));
}

/** A whole number given as `name N`, and the other arguments. */
function takeNumber(args: readonly string[], name: string, otherwise: number): [number, readonly string[]] {
    const index = args.indexOf(name);
    if (index === -1) return [otherwise, args];
    const value = Number(args[index + 1]);
    if (!Number.isInteger(value) || value < 1) {
        throw new UserError(`${name}: ${args[index + 1] ?? "nothing"} is not a number; a whole number from 1 is.`);
    }
    return [value, args.filter((_, position) => position !== index && position !== index + 1)];
}

/** `npm test -- [arguments of mocha]`: everything; with `FULL=1` also what takes more than a few minutes. */
export async function test(
    args: readonly string[],
    phases: Phases,
    environment: NodeJS.ProcessEnv = {},
): Promise<Tally> {
    const checked = await check(args, phases, environment);
    // What was checked already still counts when the tools of another suite are not to be had.
    const failed = (error: unknown) => {
        process.stderr.write(`${describeError(error)}\n`);
        return oneFailed;
    };
    const withFaults = await testFaults(args, phases, environment).catch(failed);
    const withServices = await testServices(args, phases, environment).catch(failed);
    const onMachine = await testMachine(args, phases, environment).catch(failed);
    return addTallies([checked, withFaults, withServices, onMachine]);
}
