import { EngineProject } from "../test/engine/project";
import { ContainerFleet } from "./container-fleet";
import { figure, median, runs, type Figure } from "./figures";
import { measure } from "./measured-run";

const repetitions = 3;
const atMostHandshakes = 3;

/** One changed file of one host, from the start of `up` to its end, against the engine's floor. */
export async function oneChange(): Promise<readonly Figure[]> {
    const floor = await EngineProject.create("bench/empty-program.js", {});
    const fleet = await ContainerFleet.create(1);
    try {
        await measure(floor.initialisation);
        await measure(floor.call("up", "--yes", "--skip-preview"));
        await fleet.deliver("first");
        const floors: number[] = [];
        const changes: number[] = [];
        const deliveries: number[] = [];
        const handshakes: number[] = [];
        for (let turn = 0; turn < repetitions; turn += 1) {
            floors.push((await measure(floor.call("up", "--yes", "--skip-preview"))).seconds);
            const before = await logins(fleet);
            const { seconds, output } = await fleet.deliver(`change ${turn}`);
            changes.push(seconds);
            handshakes.push((await logins(fleet)) - before);
            deliveries.push(Number(/confirmed over a new connection after ([\d.]+) s: 1 files/.exec(output)?.[1]));
        }
        return [
            runs("floor", floors),
            runs("up with one changed file", changes),
            runs("of which from comparing to confirmed", deliveries),
            figure("more than the floor, medians", median(changes) - median(floors), "s"),
            figure("logins that the host's sshd counted", Math.max(...handshakes), "", atMostHandshakes),
        ];
    } finally {
        await floor.remove();
        await fleet.remove();
    }
}

/** Logins that the host's own sshd has let in: what the provider says of itself is not asked. */
async function logins({ hosts }: ContainerFleet): Promise<number> {
    const [host] = hosts;
    if (host === undefined) throw new Error("the fleet has no host");
    return Number(await host.machine.text("journalctl -q -u ssh.service -o cat | grep -c '^Accepted publickey' || :"));
}
