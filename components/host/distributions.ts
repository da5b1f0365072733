import type { Distribution } from "./part";

/** Every distribution that is supported, by the name that settings use. */
export const distributions = {
    "debian-13": { id: "debian", version: "13", codename: "trixie" },
    "debian-12": { id: "debian", version: "12", codename: "bookworm" },
    "ubuntu-24.04": { id: "ubuntu", version: "24.04", codename: "noble" },
} as const satisfies Readonly<Record<string, Distribution>>;

export type DistributionName = keyof typeof distributions;

// Object.keys forgets which keys the object has.
export const distributionNames = Object.keys(distributions) as DistributionName[];
