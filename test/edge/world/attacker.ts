import { join } from "node:path";
import type { Network } from "../../containers/network";
import type { RawAnswer, RawRequest } from "./raw-client";

/** Sends requests from inside a network of containers, all at once. */
export async function sendFrom(network: Network, requests: readonly RawRequest[]): Promise<RawAnswer[]> {
    const program = ["--require", "tsx/cjs", join(__dirname, "raw-client.ts")];
    const result = await network.run(process.execPath, program, {
        input: JSON.stringify(requests),
        timeoutSeconds: 90,
    });
    if (result.status !== 0) throw new Error(result.output);
    // What the program above writes.
    return JSON.parse(result.stdout) as RawAnswer[];
}
