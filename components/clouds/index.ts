import type { Cloud } from "./machine";

/* eslint-disable @typescript-eslint/no-require-imports --
   A cloud and its SDK are loaded when a stack names it, and not before. `import()` would make every reader of settings
   asynchronous for the same effect. */
const load = {
    aws: (): Cloud => (require("./aws") as typeof import("./aws")).aws,
    digitalocean: (): Cloud => (require("./digitalocean") as typeof import("./digitalocean")).digitalocean,
    existing: (): Cloud => (require("./existing") as typeof import("./existing")).existing,
    hetzner: (): Cloud => (require("./hetzner") as typeof import("./hetzner")).hetzner,
    local: (): Cloud => (require("./local") as typeof import("./local")).local,
};
/* eslint-enable @typescript-eslint/no-require-imports */

export type CloudId = keyof typeof load;

/** Names of the clouds that a stack can use, as written in its settings. */
export const cloudIds: readonly string[] = Object.keys(load);

export function isCloudId(id: string): id is CloudId {
    return Object.hasOwn(load, id);
}

/** Loads one cloud. */
export function cloud(id: CloudId): Cloud {
    return load[id]();
}
