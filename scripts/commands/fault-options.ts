import { UserError } from "../bootstrap/user-error";

/** How many faults are put upon deliveries where nothing else is asked for. */
const usualCounts = { short: { containers: 24, guest: 0 }, full: { containers: 200, guest: 40 } };

export interface FaultOptions {
    readonly seed: number;
    readonly counts: { readonly containers: number; readonly guest: number };
    /** For mocha. */
    readonly rest: readonly string[];
}

/** Reads `[--seed N] [--count N] [--guest N]`. */
export function readFaultOptions(args: readonly string[], length: keyof typeof usualCounts): FaultOptions {
    const [seed, afterSeed] = takeNumber(args, "--seed", 1);
    const [containers, afterCount] = takeNumber(afterSeed, "--count", usualCounts[length].containers);
    const [guest, rest] = takeNumber(afterCount, "--guest", usualCounts[length].guest);
    return { seed, counts: { containers, guest }, rest };
}

/** A whole number given as `name N`, and the other arguments. */
function takeNumber(args: readonly string[], name: string, otherwise: number): [number, readonly string[]] {
    const index = args.indexOf(name);
    if (index === -1) return [otherwise, args];
    const value = Number(args[index + 1]);
    if (!Number.isInteger(value) || value < 0) {
        throw new UserError(`${name}: ${args[index + 1] ?? "nothing"} is not a number; a whole number from 0 is.`);
    }
    return [value, args.filter((_, position) => position !== index && position !== index + 1)];
}
