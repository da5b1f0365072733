import { setTimeout as sleep } from "node:timers/promises";
import { steps, type Step } from "../world/deployment";
import type { Fault } from "./fault";

const anyStep = Object.keys(steps) as Step[];

export const clientKilled: Fault = {
    title: "the deploying computer dies",
    steps: anyStep,
    ending: "either",
    strike: ({ kill }) => kill(),
};

export const wireCutForGood: Fault = {
    title: "the connection is cut, and the deploying computer gives up",
    steps: anyStep,
    ending: "either",
    strike: async ({ host, kill }) => {
        await host.machine.plug(false);
        await sleep(5000);
        await kill();
    },
    mend: ({ host }) => host.machine.plug(true),
};

export const wireCutForSeconds: Fault = {
    title: "the connection is cut for some seconds",
    steps: anyStep,
    ending: "either",
    strike: async ({ host, random }) => {
        await host.machine.plug(false);
        await sleep(random.integer(2000, 8000));
        await host.machine.plug(true);
    },
    mend: ({ host }) => host.machine.plug(true),
};

export const powerLoss: Fault = {
    title: "the host loses its power",
    steps: anyStep,
    ending: "either",
    strike: async ({ host, kill }) => {
        await host.machine.powerOff();
        await kill();
        await host.machine.boot();
    },
};
