// Our provider, save that nothing is made: it claims success at once. It gives a benchmark, or the recording of a preview,
// the state of a stack whose hosts are delivered, without the hosts; what is then measured runs with the real provider,
// or with this one where a refresh has to find the hosts: as they were delivered, save what CLAIMED_DRIFT names.
import { readFileSync } from "node:fs";
import { z } from "zod";
import { main } from "@pulumi/pulumi/provider";
import { connectEngineLog } from "../provider/engine-log";
import { HardenedHostProvider } from "../provider/hardened-host-provider";
import { describeHostKey } from "../provider/host-configuration/host-key-record";
import type { AnyResource } from "../provider/resource";
import { resources } from "../provider/resources";

const hostKey = `ssh-ed25519 ${Buffer.alloc(51, 7).toString("base64")}`;

/** What each kind adds to its inputs. */
const claims: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    LocalMachine: {
        address: "127.0.0.1",
        machineId: "claimed",
        folder: "/nonexistent",
        accelerator: "tcg",
        serialLog: "/nonexistent/serial.log",
        pid: 1,
    },
    LocalOpening: { localPort: 4222 },
    HostConfiguration: {
        ...describeHostKey(hostKey),
        generation: 1,
        unexpectedListeners: [],
        foreignFilterTables: [],
        exposureLevels: {},
    },
};

/** Path of a file with what a refresh finds instead of the state, by resource kind: `null` for one that is gone. */
const driftFile = process.env["CLAIMED_DRIFT"];

const drift = z.record(z.string(), z.record(z.string(), z.unknown()).nullable());

/** What is on the "host": the state, with single entries of its maps (a file, a unit) or whole values replaced. */
function claimedReading(kind: string, state: Record<string, unknown>): Record<string, unknown> | undefined {
    const found = driftFile === undefined ? {} : drift.parse(JSON.parse(readFileSync(driftFile, "utf8")))[kind];
    if (found === null) return undefined;
    const merged = Object.entries(found ?? {}).map(([name, value]): [string, unknown] => {
        const before = state[name];
        const isMap = [before, value].every((one) => typeof one === "object" && one !== null && !Array.isArray(one));
        if (!isMap) return [name, value];
        const entries = Object.entries({ ...(before as object), ...(value as object) });
        return [name, Object.fromEntries(entries.filter(([, entry]) => entry !== null))];
    });
    return { ...state, ...Object.fromEntries(merged) };
}

const claiming = Object.entries(resources).map(([kind, resource]): [string, AnyResource] => {
    const claim = claims[kind];
    if (claim === undefined) return [kind, resource];
    const create: AnyResource["create"] = (inputs) => Promise.resolve({ id: kind, state: { ...inputs, ...claim } });
    const read: AnyResource["read"] = (_id, state) => Promise.resolve(claimedReading(kind, state));
    return [kind, { ...resource, create, read }];
});

const args = process.argv.slice(2);
void main(new HardenedHostProvider(Object.fromEntries(claiming), connectEngineLog(args)), args);
