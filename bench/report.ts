import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { EngineProject } from "../test/engine/project";
import { figure, median, runs, use, type Figure } from "./figures";
import { measure, type Measurement } from "./measured-run";
import { claimingProvider, deliveredStack } from "./real-stack";

const hostCount = 100;
const repetitions = 2;
const atMostRatio = 1.2;
const atMostCharacters = 65_536;

/** The report of a change to every host of a large stack, against the preview that it is made from. */
export async function reportOfManyHosts(): Promise<readonly Figure[]> {
    const stack = await deliveredStack(hostCount);
    try {
        await stack.useProvider(await claimingProvider(stack));
        await openPortEverywhere(stack);
        const output = join(stack.folder, "report.md");
        const preview = stack.call("preview", "--json", "--refresh");
        const args = ["--require", "tsx/cjs", "bench/report-of-preview.ts", stack.folder, "test", output];
        const reporting = { ...preview, program: process.execPath, args, cwd: resolve(__dirname, "..") };
        const previews: Measurement[] = [];
        const reports: Measurement[] = [];
        // In turns: whatever else the computer does meets both.
        for (let turn = 0; turn < repetitions; turn += 1) {
            previews.push(await measure(preview));
            reports.push(await measure(reporting));
        }
        const characters = (await readFile(output, "utf8")).length;
        return [...ratios(previews, reports), figure("characters of the report", characters, "", atMostCharacters)];
    } finally {
        await stack.remove();
    }
}

async function openPortEverywhere(stack: EngineProject): Promise<void> {
    const file = join(stack.folder, "stacks/Pulumi.test.yaml");
    const text = await readFile(file, "utf8");
    const host = '"host": {"firewall": {"openings": [{"port": 443, "purpose": "web"}]}}, "cloud"';
    await writeFile(file, text.replaceAll(/"cloud"/g, host));
}

function ratios(previews: readonly Measurement[], reports: readonly Measurement[]): Figure[] {
    const seconds = (all: readonly Measurement[]) => all.map((one) => one.seconds);
    const memory = (all: readonly Measurement[]) =>
        median(all.map(({ peakMib }) => Object.values(peakMib).reduce((sum, one) => sum + one, 0)));
    return [
        runs(`preview of ${hostCount} hosts`, seconds(previews)),
        runs(`report of ${hostCount} hosts`, seconds(reports)),
        figure(
            "time of the report against its preview",
            median(seconds(reports)) / median(seconds(previews)),
            "times",
            atMostRatio,
        ),
        figure("memory of the report against its preview", memory(reports) / memory(previews), "times", atMostRatio),
        ...previews.slice(-1).flatMap((one) => use("the preview", one)),
        ...reports.slice(-1).flatMap((one) => use("the report", one)),
    ];
}
