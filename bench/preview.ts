import { figure, median, runs, use, type Figure } from "./figures";
import { measure, type Measurement } from "./measured-run";
import { realStack } from "./real-stack";

const hostCounts = [1, 10, 100] as const;
const repetitions = 2;
const atMostMsForFurtherHost = 40;

/** `preview` of new hosts, by their number. */
export async function previewOfNewHosts(): Promise<readonly Figure[]> {
    const figures: Figure[] = [];
    const medians = new Map<number, number>();
    const cpu = new Map<number, number>();
    for (const hostCount of hostCounts) {
        const all = await previews(hostCount);
        const seconds = all.map((one) => one.seconds);
        medians.set(hostCount, median(seconds));
        cpu.set(
            hostCount,
            median(all.map(({ cpuSeconds }) => Object.values(cpuSeconds).reduce((sum, one) => sum + one, 0))),
        );
        figures.push(runs(`preview of ${hostCount}`, seconds));
        figures.push(...all.slice(-1).flatMap((one) => use(`the preview of ${hostCount}`, one)));
    }
    const further = (seconds: ReadonlyMap<number, number>) =>
        (((seconds.get(100) ?? NaN) - (seconds.get(1) ?? NaN)) / 99) * 1000;
    figures.push(figure("each further host, from 1 to 100", further(medians), "ms", atMostMsForFurtherHost));
    figures.push(figure("processor time of each further host", further(cpu), "ms"));
    return figures;
}

async function previews(hostCount: number): Promise<readonly Measurement[]> {
    const stack = await realStack(hostCount);
    try {
        const all: Measurement[] = [];
        for (let turn = 0; turn < repetitions; turn += 1) all.push(await measure(stack.call("preview")));
        return all;
    } finally {
        await stack.remove();
    }
}
