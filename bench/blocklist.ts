import { program, rulesFile, table } from "../components/host/services/blocklists/names";
import { containerObstacle } from "../test/containers/container";
import { listHost } from "../test/sources/world/list-server";
import { manyRanges } from "../test/sources/world/ranges";
import { openPort, sources, SourceWorld } from "../test/sources/world/source-world";
import { figure, median, type Figure } from "./figures";

const rangeCount = 100_000;
const turns = 16;
const connectionsEach = 2000;
const atMostRatio = 1.05;

const { stranger, other } = sources;
const without = `nft delete table inet ${table} 2>/dev/null || :`;
const withEmpty = `${without}; nft -f ${rulesFile}`;

/** What a new connection meets before the firewall. Nothing is there twice: how far the same lies from itself. */
const states = [
    { name: "without lists", script: without, denies: false },
    { name: "without lists, again", script: without, denies: false },
    { name: "with an empty list", script: withEmpty, denies: false },
    { name: "with the list", script: `${withEmpty}; ${program} load`, denies: true },
] as const;
type State = (typeof states)[number];

/** A new connection to a host whose list denies 100,000 ranges, against the same host without lists. */
export async function connectionPastList(): Promise<readonly Figure[]> {
    const obstacle = await containerObstacle();
    if (obstacle !== undefined) throw new Error(`this benchmark ${obstacle}`);
    const world = await SourceWorld.create();
    try {
        await world.lists.publish("drop", `${manyRanges(rangeCount).join("\n")}\n${stranger}\n`);
        const lists = { drop: { url: `https://${listHost}/drop` } };
        await world.mustDeliver({ blocklists: { lists } }, ["blocklists"]);
        const server = `systemd-run --quiet --unit=accepting python3 -c '${accepting}'`;
        await world.text(`systemctl stop answers.service; ${server}; sleep 1`);
        return await measured(world);
    } finally {
        await world.remove();
    }
}

async function measured(world: SourceWorld): Promise<Figure[]> {
    const rounds: ReadonlyMap<State, number>[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
        // Each turn begins with another: whatever else the computer does meets all of them.
        const order = states.map((_state, index) => states[(turn + index) % states.length] ?? states[0]);
        const round = new Map<State, number>();
        for (const state of order) round.set(state, await medianConnection(world, state));
        rounds.push(round);
    }
    const [first, ...rest] = states;
    const of = (state: State) => rounds.map((round) => round.get(state) ?? NaN);
    const against = (state: State) =>
        median(rounds.map((round) => (round.get(state) ?? NaN) / (round.get(first) ?? NaN)));
    return [
        ...states.map((state) => figure(`a connection ${state.name}`, median(of(state)), "µs")),
        ...rest.map((state) => {
            const atMost = state.denies ? atMostRatio : undefined;
            return figure(`${state.name}, against without`, against(state), "times", atMost);
        }),
    ];
}

/** Microseconds until a connection of somebody who is on no list is accepted. */
async function medianConnection(world: SourceWorld, { name, script, denies }: State): Promise<number> {
    await world.text(script);
    const [isLetIn] = await world.lets(stranger);
    if (isLetIn === denies) throw new Error(`${name}, a source on the list is ${denies ? "let in" : "kept out"}`);
    const input = JSON.stringify({
        from: other,
        host: world.host.host.address,
        port: openPort,
        count: connectionsEach,
    });
    const { status, stdout, output } = await world.world.network.run("python3", ["-c", connecting], { input });
    if (status !== 0) throw new Error(output);
    return Number(stdout);
}

/** Both ends do as little as they can; each connection is torn down at once, and leaves no port taken. */
const connecting = `
import json, socket, statistics, struct, sys, time
task = json.load(sys.stdin)
def connection():
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        s.settimeout(10)
        s.bind((task["from"], 0))
        began = time.perf_counter_ns()
        s.connect((task["host"], task["port"]))
        return time.perf_counter_ns() - began
for _ in range(200):
    connection()
print(statistics.median(connection() for _ in range(task["count"])) / 1000)`;

const accepting = `
import socket
server = socket.create_server(("", ${openPort}), backlog=4096)
while True:
    server.accept()[0].close()`;
