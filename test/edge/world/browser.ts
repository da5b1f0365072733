import { join } from "node:path";
import { z } from "zod";
import type { Container } from "../../containers/container";
import { run } from "../../vm/world/command";
import { visit, type Visit } from "./visit";

const port = 9222;

/** Sends a real, headless browser of a visitor through pages, one after the other. */
export async function browse(tester: Container, addresses: readonly string[]): Promise<Visit[]> {
    // Chromium tries HTTPS first by itself: what is looked at is what the server does for browsers that do not.
    const plainFirst = "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable";
    // Without a sandbox of its own, since a container has no user namespaces to give; the pages are ours.
    const flags = `--headless=new --no-sandbox --disable-gpu ${plainFirst} --window-size=1000,640 --remote-debugging-port=${port}`;
    await tester.text(`systemd-run --quiet --unit=browser --uid=visitor --setenv=HOME=/home/visitor \\
            chromium ${flags} --user-data-dir=/home/visitor/profile about:blank
        for _ in $(seq 300); do curl -s -o /dev/null http://127.0.0.1:${port}/json/list && exit; sleep 0.1; done; exit 1`);
    try {
        const leader = tester.processId();
        const program = [
            process.execPath,
            "--require",
            "tsx/cjs",
            join(__dirname, "visit.ts"),
            String(port),
            ...addresses,
        ];
        const { status, stdout, output } = await run("nsenter", ["--target", leader, "--net", "--", ...program]);
        if (status !== 0) throw new Error(output);
        return z.array(visit).parse(JSON.parse(stdout));
    } finally {
        await tester.text("systemctl stop browser.service; systemctl reset-failed browser.service 2>/dev/null || :");
    }
}
