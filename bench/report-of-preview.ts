// The report of one preview, as `npm run preview-report` makes it, for a project that is no clone of this repository.
import { report } from "../scripts/commands/preview-report";

const [cwd = ".", stack = "test", output = "report.md"] = process.argv.slice(2);

void report({ stack, json: false, output, refresh: true }, { stack, cwd, env: process.env }).then((status) => {
    // Only a failure is one here: a status that tells of changes is what the benchmark wants.
    process.exitCode = status === 1 ? 1 : 0;
});
