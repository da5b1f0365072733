import { EngineProject } from "../test/engine/project";
import { figure, median, runs, use, type Figure } from "./figures";
import { measure, type Measurement } from "./measured-run";
import { deliveredStack } from "./real-stack";

const repetitions = 5;
const atMostRatio = 1.3;

/** An `up` with nothing to do, against one of a program with a single empty component: the engine's own floor. */
export async function noOp(): Promise<readonly Figure[]> {
    const floor = await EngineProject.create("bench/empty-program.js", {});
    const real = await deliveredStack(1);
    try {
        await measure(floor.initialisation);
        const up = (project: EngineProject) => measure(project.call("up", "--yes", "--skip-preview"));
        await up(floor);
        requireUnchanged(await up(real));
        const floors: Measurement[] = [];
        const reals: Measurement[] = [];
        // In turns: whatever else the computer does meets both.
        for (let turn = 0; turn < repetitions; turn += 1) {
            floors.push(await up(floor));
            reals.push(requireUnchanged(await up(real)));
        }
        const seconds = (all: readonly Measurement[]) => all.map((one) => one.seconds);
        return [
            runs("floor", seconds(floors)),
            runs("no-op up of one host", seconds(reals)),
            figure("ratio of the medians", median(seconds(reals)) / median(seconds(floors)), "times", atMostRatio),
            ...floors.slice(-1).flatMap((one) => use("the floor", one)),
            ...reals.slice(-1).flatMap((one) => use("the no-op up", one)),
        ];
    } finally {
        await Promise.all([floor.remove(), real.remove()]);
    }
}

function requireUnchanged(measurement: Measurement): Measurement {
    if (/updated|created|replaced|deleted/.test(measurement.output.split("Resources:")[1] ?? "updated")) {
        throw new Error(`this was to change nothing:\n${measurement.output}`);
    }
    return measurement;
}
