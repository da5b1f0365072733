import { backupCost } from "./backup";
import { connectionPastList } from "./blocklist";
import { render, type Figure } from "./figures";
import { coldPreview } from "./cold-preview";
import { noOp } from "./no-op";
import { fleet } from "./fleet";
import { oneChange } from "./one-change";
import { previewOfNewHosts } from "./preview";
import { reportOfManyHosts } from "./report";

const benchmarks: Readonly<Record<string, { readonly title: string; readonly run: () => Promise<readonly Figure[]> }>> =
    {
        "no-op": { title: "A no-op up against the engine's floor", run: noOp },
        "one-change": { title: "One changed file, from `up` to confirmed", run: oneChange },
        fleet: { title: "Ten hosts in one stack against one", run: fleet },
        "cold-preview": { title: "A first preview in each cloud, against a program by hand", run: coldPreview },
        backup: { title: "A backup, against sending everything each time", run: backupCost },
        preview: { title: "A preview of new hosts", run: previewOfNewHosts },
        blocklist: { title: "A connection past a list of 100,000 ranges", run: connectionPastList },
        report: { title: "The report of a change to a hundred hosts", run: reportOfManyHosts },
    };

async function main(chosen: readonly string[]): Promise<number> {
    const known = Object.keys(benchmarks);
    for (const name of chosen.length > 0 ? chosen : known) {
        const benchmark = benchmarks[name];
        if (benchmark === undefined) {
            process.stderr.write(`There is no benchmark "${name}"; there are ${known.join(", ")}.\n`);
            return 1;
        }
        process.stdout.write(render(benchmark.title, await benchmark.run()));
    }
    return 0;
}

main(process.argv.slice(2)).then(
    (status) => (process.exitCode = status),
    (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = 1;
    },
);
