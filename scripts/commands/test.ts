import type { Phases } from "../bootstrap/phases";
import { describeError } from "../bootstrap/user-error";
import { withPath } from "../pulumi/environment";
import { runMocha } from "../testing/mocha";
import { addTallies, oneFailed, type Tally } from "../testing/tally";
import { ensureEngine } from "../toolchain/engine";
import { ensureSshAudit } from "../toolchain/ssh-audit";
import { ensureSystemTools } from "../toolchain/system-packages";
import { localMachineTools, machineTestTools } from "../toolchain/system-tools";
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

/** `npm test -- [arguments of mocha]`: everything; with `FULL=1` also what takes more than a few minutes. */
export async function test(
    args: readonly string[],
    phases: Phases,
    environment: NodeJS.ProcessEnv = {},
): Promise<Tally> {
    const checked = await check(args, phases, environment);
    const onMachine = await testMachine(args, phases, environment).catch((error: unknown) => {
        // What was checked already still counts.
        process.stderr.write(`${describeError(error)}\n`);
        return oneFailed;
    });
    return addTallies([checked, onMachine]);
}
