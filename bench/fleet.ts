import { ContainerFleet } from "./container-fleet";
import { figure, median, runs, use, type Figure } from "./figures";
import type { Measurement } from "./measured-run";

const hostCounts = [1, 10] as const;
const repetitions = 2;

/** First delivery and one changed file, to one host and to ten. */
export async function fleet(): Promise<readonly Figure[]> {
    const figures: Figure[] = [];
    const medians: number[] = [];
    for (const hostCount of hostCounts) {
        const { first, changes } = await deliveries(hostCount);
        const seconds = changes.map((one) => one.seconds);
        medians.push(median(seconds));
        figures.push(runs(`first delivery to ${hostCount}`, [first.seconds]));
        figures.push(...use(`it`, first));
        figures.push(runs(`one changed file on ${hostCount}`, seconds));
        figures.push(...changes.slice(-1).flatMap((one) => use("it", one)));
    }
    const [one = NaN, ten = NaN] = medians;
    figures.push(figure("one changed file: ten hosts against one", ten / one, "times"));
    return figures;
}

async function deliveries(hostCount: number): Promise<{ first: Measurement; changes: readonly Measurement[] }> {
    const hosts = await ContainerFleet.create(hostCount);
    try {
        const first = await hosts.deliver("first");
        const changes: Measurement[] = [];
        for (let turn = 0; turn < repetitions; turn += 1) changes.push(await hosts.deliver(`change ${turn}`));
        return { first, changes };
    } finally {
        await hosts.remove();
    }
}
