import type { Fault } from "./fault";

/** Forwards past every time limit, or back to before the machine was made. */
export const clockJumps: Fault = {
    title: "the clock jumps",
    steps: ["compare", "swap", "activate"],
    ending: "either",
    strike: async ({ host, random }) => {
        const jump = random.pick(["+2 days", "+1 hour", "-2 days", "-400 days"]);
        await host.machine.exec(`date --set '${jump}'`);
    },
    mend: async ({ host }) => {
        await host.machine.exec(`date --set '@${Math.floor(Date.now() / 1000)}'`);
    },
};
