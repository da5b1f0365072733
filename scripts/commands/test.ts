import type { Phases } from "../bootstrap/phases";
import { describeError } from "../bootstrap/user-error";
import { runMocha, type MochaRun } from "../testing/mocha";
import {
    faults,
    library,
    ofMainJobs,
    ofServices,
    reviews,
    takeover,
    vm,
    vmOfOldRelease,
    type Suite,
} from "../testing/suites";
import { addTallies, oneFailed, type Tally } from "../testing/tally";
import { check } from "./check";

type Test = (args: readonly string[], phases: Phases) => Promise<Tally>;

/** Tests of one kind, by a command of their own. */
function alone(title: string, suite: Suite): Test {
    return async (args, phases) => {
        const run = await suite(args, phases);
        return phases.run(title, () => runMocha(run));
    };
}

/** `npm run test:vm -- [arguments of mocha]`. */
export const testMachine = alone("tests on a guest", vm);

/** `npm run test:faults -- [--seed N] [--count N] [--guest N] [arguments of mocha]`. */
export const testFaults = alone("faults", faults);

/** `npm run test:reviews -- [arguments of mocha]`. */
export const testReviews = alone("reviews", reviews);

/** `npm run test:takeover -- [arguments of mocha]`. */
export const testTakeover = alone("takeover", takeover);

/** `npm run test:library -- [arguments of mocha]`. */
export const testLibrary = alone("library", library);

/** `npm run test:services -- [SERVICE...] [arguments of mocha]`. */
export const testServices = alone("services", ofServices);

/** `npm test -- [arguments of mocha]`: everything. An emulated guest leaves a processor free for the containers. */
export async function test(args: readonly string[], phases: Phases): Promise<Tally> {
    const checked = await check(args, phases);
    const guest = await prepare(vm, args, phases);
    const others: (MochaRun | undefined)[] = [];
    for (const suite of [faults, reviews, library, ofMainJobs]) others.push(await prepare(suite, args, phases));
    const tallies = await phases.run("tests on a guest, and in containers meanwhile", () =>
        Promise.all([runPrepared(guest), oneAfterTheOther(others)]),
    );
    return addTallies([checked, ...tallies]);
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

async function oneAfterTheOther(runs: readonly (MochaRun | undefined)[]): Promise<Tally> {
    const tallies: Tally[] = [];
    for (const run of runs) tallies.push(await runPrepared(run, true));
    return addTallies(tallies);
}

/** `npm run test:full`: with what takes hours; one after the other, because some of it uses a guest of its own. */
export async function testFully(args: readonly string[], phases: Phases): Promise<Tally> {
    const tallies = [await check(args, phases)];
    const suites = {
        reviews,
        faults,
        takeover,
        library,
        services: ofServices,
        "tests on a guest": vm,
        "tests on a guest with Debian 12": vmOfOldRelease,
    };
    for (const [title, suite] of Object.entries(suites)) {
        const prepared = await prepare(suite, args, phases, { FULL: "1" });
        tallies.push(await phases.run(title, () => runPrepared(prepared)));
    }
    return addTallies(tallies);
}
