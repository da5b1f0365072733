import type { Phases } from "../bootstrap/phases";
import { withPath } from "../pulumi/environment";
import { runMocha } from "../testing/mocha";
import { runStaticChecks } from "../testing/static-checks";
import { addTallies, type Tally } from "../testing/tally";
import { ensureSystemTools } from "../toolchain/system-packages";
import { checkTools, deliveryTools } from "../toolchain/system-tools";

const suites = ["unit", "golden", "contracts", "components", "provider"];
const timeoutSeconds = 60;

/**
 * `npm run check -- [arguments of mocha]`: static checks and all tests that need no guest. Also `npm run accept`, which
 * rewrites the golden files.
 */
export async function check(
    args: readonly string[],
    phases: Phases,
    environment: NodeJS.ProcessEnv = {},
): Promise<Tally> {
    await ensureSystemTools(phases, [...checkTools, ...deliveryTools]);
    const env = { ...withPath(process.env, []), ...environment };
    const checked = await phases.run("static checks", () => runStaticChecks(env));
    const patterns = suites.map((suite) => `test/${suite}/**/*.test.ts`);
    const tested = await phases.run("tests", () => runMocha({ patterns, timeoutSeconds, environment: env, args }));
    return addTallies([checked, tested]);
}
