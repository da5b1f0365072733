import { debian13With } from "../test/containers/base-system";
import { BackedUpHost, packages, stackFor } from "../test/backup/backed-up-host";
import { Store } from "../test/backup/store";
import { containerObstacle } from "../test/containers/container";
import { World } from "../test/faults/world/world";
import { figure, type Figure } from "./figures";

const mebibytes = Number(process.env["BACKUP_BENCH_MIB"] ?? "1024");

/** A tenth in files of 4 KiB, a half that compresses as text does, the rest random; a hundred folders. */
const makeData = `mkdir -p /srv/data; cd /srv/data
for folder in $(seq 100); do
    mkdir -p $folder
    for file in $(seq ${Math.floor((mebibytes * 1024 * 0.1) / 4 / 100)}); do
        head -c 3000 /dev/urandom | base64 -w 76 | head -c 4096 >$folder/small-$file
    done
    head -c ${Math.floor(mebibytes * 1024 * 1024 * 0.005 * 0.75)} /dev/urandom | base64 >$folder/text
    head -c ${Math.floor(mebibytes * 1024 * 1024 * 0.004)} /dev/urandom >$folder/random
done
sync`;

/** Of a hundred folders, one gets all its files anew. */
const changeOneInHundred = `cd /srv/data/7
for file in *; do size=$(stat -c %s $file); head -c $size /dev/urandom >$file; done
sync`;

/** The next best thing: everything, each time, through the same compression and a cipher, to the same machine. */
const plain = (address: string) => `tar -C /srv -c data | zstd -q -3 -T0 |
    openssl enc -chacha20 -K ${"0f".repeat(32)} -iv ${"0a".repeat(16)} >/dev/tcp/${address}/9999`;

interface Run {
    readonly seconds: number;
    readonly peakMib: number;
}

/** \`npm run bench -- backup\`: what a nightly run costs, against sending everything each night. */
export async function backupCost(): Promise<readonly Figure[]> {
    const obstacle = await containerObstacle();
    if (obstacle !== undefined) throw new Error(`this benchmark ${obstacle}`);
    const world = await World.create(debian13With([...packages, "zstd"]));
    const store = await Store.create(world.network, 200, mebibytes * 3 + 1000);
    const host = await BackedUpHost.create(world, mebibytes * 2 + 1000);
    try {
        await host.text(makeData);
        await host.deliver(stackFor(store));
        const latencyBefore = await appLatency(host, "sleep 10");
        const first = await backUp(host);
        const unchanged = await backUp(host);
        await host.text(changeOneInHundred);
        const changed = await backUp(host);
        const stored = Number(await store.machine.text(`du -sm ${Store.folder} | cut -f 1`));
        const everything = await sendEverything(host, store);
        await host.text("rm -rf /var/cache/hardened-host-backup/*; find /srv/data -type f -exec touch {} +");
        const latencyDuring = await appLatency(host, "systemctl start hardened-host-backup");
        return [
            figure("data", Number(await host.text("du -sm /srv/data | cut -f 1")), "MiB"),
            ...figures("first run", first),
            ...figures("unchanged", unchanged),
            ...figures("1 % changed", changed),
            figure("stored after the three", stored, "MiB"),
            figure("tar | zstd | openssl, every time", everything, "s"),
            figure("an app's fsync of 4 KiB before, 99th percentile", latencyBefore, "ms"),
            figure("the same while every file is read again", latencyDuring, "ms"),
        ];
    } finally {
        await host.remove();
        await store.remove();
        await world.remove();
    }
}

const figures = (name: string, { seconds, peakMib }: Run): Figure[] => [
    figure(name, seconds, "s"),
    figure(`${name}, peak memory of the unit`, peakMib, "MiB"),
];

/** The most memory that any restic of the run had at once, looked at five times a second. */
const watchMemory = `peak=0
systemctl start hardened-host-backup & run=$!
while kill -0 $run 2>/dev/null; do
    for process in /proc/[0-9]*; do
        [ "$(cat $process/comm 2>/dev/null)" = restic ] || continue
        now=$(awk '/^VmHWM/ { print $2 }' $process/status 2>/dev/null)
        [ "\${now:-0}" -le "$peak" ] || peak=$now
    done
    sleep 0.2
done
wait $run || exit 1
echo $((peak / 1024))`;

async function backUp(host: BackedUpHost): Promise<Run> {
    const started = Date.now();
    const peakMib = Number(await host.text(watchMemory));
    return { seconds: (Date.now() - started) / 1000, peakMib };
}

async function sendEverything(host: BackedUpHost, store: Store): Promise<number> {
    await store.machine.text(`systemd-run --quiet python3 -c '
import socket
server = socket.create_server(("", 9999)); peer = server.accept()[0]; out = open("/srv/everything", "wb")
while data := peer.recv(1 << 20): out.write(data)'; sleep 1`);
    const started = Date.now();
    await host.text(`bash -c '${plain(store.machine.address)}'`);
    return (Date.now() - started) / 1000;
}

/** Milliseconds of the slowest but one in a hundred small writes that reach the disk, while a command runs. */
async function appLatency(host: BackedUpHost, command: string): Promise<number> {
    return Number(
        await host.text(`${command} & python3 -c '
import os, time
times = []; file = os.open("/var/tmp/app", os.O_WRONLY | os.O_CREAT)
end = time.monotonic() + 9
while time.monotonic() < end:
    start = time.monotonic(); os.pwrite(file, b"x" * 4096, 0); os.fsync(file); times.append(time.monotonic() - start); time.sleep(0.01)
print(sorted(times)[int(len(times) * 0.99)] * 1000)'; wait`),
    );
}
