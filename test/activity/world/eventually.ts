import { setTimeout as sleep } from "node:timers/promises";

/** Waits until something holds; fails when it does not within so many seconds. */
export async function eventually(what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!(await holds())) {
        if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
        await sleep(500);
    }
}
