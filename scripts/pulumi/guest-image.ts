import { ensureGuestImage } from "../../provider/local-machine/image";
import { relayInterruptions } from "../bootstrap/interruption";
import type { Phases, Progress } from "../bootstrap/phases";
import { UserError } from "../bootstrap/user-error";

/** Makes the guest image before the engine asks for it: here its progress can be shown. */
export function warmGuestImage(phases: Phases): Promise<void> {
    return phases.run("guest image", async (progress) => {
        const cancelled = new AbortController();
        const forget = relayInterruptions(() => cancelled.abort());
        try {
            await ensureGuestImage({ log: providerLog(progress), signal: cancelled.signal });
        } catch (error) {
            if (cancelled.signal.aborted) throw new UserError("Interrupted; run the same command again to go on.");
            throw error;
        } finally {
            forget();
        }
    });
}

/** The provider's lines as those of a phase, which has a clock of its own. */
function providerLog(progress: Progress) {
    let begun = false;
    return {
        progress: (line: string) => {
            const message = line.replace(/, \d+ s$/, "");
            if (!begun) progress.begin(message);
            begun = true;
            progress.detail(message);
        },
        info: (message: string) => progress.log(message),
        warn: (message: string) => progress.log(message),
    };
}
