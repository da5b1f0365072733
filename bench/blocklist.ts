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

/** Microseconds from the start of a connection until it is accepted, and until its first byte is there. */
interface Times {
    readonly accepted: number;
    readonly answered: number;
}

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
    const rounds: ReadonlyMap<State, Times>[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
        // Each turn begins with another: whatever else the computer does meets all of them.
        const order = states.map((_state, index) => states[(turn + index) % states.length] ?? states[0]);
        const round = new Map<State, Times>();
        for (const state of order) round.set(state, await medianTimes(world, state));
        rounds.push(round);
    }
    return [...figuresOf(rounds, "accepted", "a connection"), ...figuresOf(rounds, "answered", "a first answer")];
}

function figuresOf(rounds: readonly ReadonlyMap<State, Times>[], what: keyof Times, title: string): Figure[] {
    const [first, ...rest] = states;
    const of = (state: State) => rounds.map((round) => round.get(state)?.[what] ?? NaN);
    const againstFirst = (state: State) => median(of(state).map((value, turn) => value / (of(first)[turn] ?? NaN)));
    return [
        ...states.map((state) => figure(`${title} ${state.name}`, median(of(state)), "µs")),
        ...rest.map((state) => {
            const atMost = state.denies ? atMostRatio : undefined;
            return figure(`${title} ${state.name}, against without`, againstFirst(state), "times", atMost);
        }),
    ];
}

/** Of somebody who is on no list. */
async function medianTimes(world: SourceWorld, { name, script, denies }: State): Promise<Times> {
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
    const [accepted = NaN, answered = NaN] = stdout.split(" ").map(Number);
    return { accepted, answered };
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
        accepted = time.perf_counter_ns()
        if s.recv(1) != b"x":
            raise OSError("no answer")
        return accepted - began, time.perf_counter_ns() - began
for _ in range(200):
    connection()
times = [connection() for _ in range(task["count"])]
print(*(statistics.median(each) / 1000 for each in zip(*times)))`;

const accepting = `
import socket
server = socket.create_server(("", ${openPort}), backlog=4096)
while True:
    client = server.accept()[0]
    try:
        client.send(b"x")
    except OSError:
        pass
    client.close()`;
