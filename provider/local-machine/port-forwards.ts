import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OperationError } from "../resource";
import type { PortForward } from "./port-forward";
import { forwardRule, natNetwork } from "./qemu-arguments";
import { withQmp } from "./qmp";

/**
 * A machine remembers its forwards in a file for each opening, so that it has them again when QEMU is started again.
 */
function openingPath(folder: string, opening: string): string {
    return join(folder, "openings", `${opening}.json`);
}

export async function rememberForwards(
    folder: string,
    opening: string,
    forwards: readonly PortForward[],
): Promise<void> {
    const path = openingPath(folder, opening);
    await mkdir(join(folder, "openings"), { recursive: true, mode: 0o700 });
    await writeFile(`${path}.partial`, JSON.stringify(forwards), { mode: 0o600 });
    await rename(`${path}.partial`, path);
}

export async function forgetForwards(folder: string, opening: string): Promise<void> {
    await rm(openingPath(folder, opening), { force: true });
}

/** Every forward that a machine should have. */
export async function rememberedForwards(folder: string): Promise<PortForward[]> {
    const names = await readdir(join(folder, "openings")).catch(() => []);
    const texts = names
        .filter((name) => name.endsWith(".json"))
        .sort()
        .map((name) => readFile(join(folder, "openings", name), "utf8"));
    // Written by rememberForwards, in a folder that only its owner can write to.
    return (await Promise.all(texts)).flatMap((text) => JSON.parse(text) as PortForward[]);
}

/** Forwards in force, as QEMU prints them for `info usernet`, in the notation of {@link forwardKey}. */
export function parseForwards(usernet: string): Set<string> {
    const row = /^\s*(TCP|UDP)\[HOST_FORWARD\]\s+\d+\s+(\S+)\s+(\d+)\s+\S+\s+(\d+)\s/gm;
    const keys = [...usernet.matchAll(row)].map(([, protocol = "", address, localPort, port]) =>
        [protocol.toLowerCase(), address, localPort, port].join(" "),
    );
    return new Set(keys);
}

export function forwardKey({ protocol, address, localPort, port }: PortForward): string {
    return [protocol, address, localPort, port].join(" ");
}

export async function forwardsInForce(folder: string): Promise<Set<string>> {
    return parseForwards(await withQmp(folder, (qmp) => qmp.executeHuman("info usernet")));
}

/** Adds those that are not yet there. When one cannot be added, none of them is. */
export async function addForwards(folder: string, forwards: readonly PortForward[]): Promise<void> {
    await withQmp(folder, async (qmp) => {
        const present = parseForwards(await qmp.executeHuman("info usernet"));
        const added: PortForward[] = [];
        for (const forward of forwards.filter((wanted) => !present.has(forwardKey(wanted)))) {
            const complaint = await qmp.executeHuman(`hostfwd_add ${natNetwork} ${forwardRule(forward)}`);
            if (complaint === "") {
                added.push(forward);
                continue;
            }
            for (const undone of added) await qmp.executeHuman(removal(undone));
            throw new OperationError(cannotForward(forward, complaint));
        }
    });
}

function cannotForward({ protocol, address, localPort, port }: PortForward, complaint: string): string {
    return (
        `port ${localPort}/${protocol} on ${address} cannot be forwarded to port ${port} of the local machine ` +
        `(QEMU: ${complaint}); another program of this computer has taken it. Find it with ` +
        `ss -ln${protocol === "tcp" ? "t" : "u"}p "sport = :${localPort}", end it, and run the command again`
    );
}

/** Removes those that are there. */
export async function removeForwards(folder: string, forwards: readonly PortForward[]): Promise<void> {
    await withQmp(folder, async (qmp) => {
        for (const forward of forwards) await qmp.executeHuman(removal(forward));
    });
}

function removal({ protocol, address, localPort }: PortForward): string {
    return `hostfwd_remove ${natNetwork} ${protocol}:${address}:${localPort}`;
}
