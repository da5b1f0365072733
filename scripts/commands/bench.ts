import { runInForeground } from "../bootstrap/child";
import { projectRoot } from "../bootstrap/paths";
import type { Phases } from "../bootstrap/phases";
import { withPath } from "../pulumi/environment";
import { ensureEngine } from "../toolchain/engine";
import { ensureSystemTools } from "../toolchain/system-packages";
import { containerTools } from "../toolchain/system-tools";

/** `npm run bench -- [names of benchmarks]`: the figures of docs/benchmarks.md, measured here and now. */
export async function bench(args: readonly string[], phases: Phases): Promise<number> {
    await ensureSystemTools(phases, containerTools);
    const env = withPath(process.env, [await ensureEngine(phases)]);
    const command = ["--require", "tsx/cjs", "bench/main.ts", ...args];
    return phases.run("benchmarks", () => runInForeground(process.execPath, command, { cwd: projectRoot, env }));
}
