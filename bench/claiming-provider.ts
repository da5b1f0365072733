// Our provider, save that nothing is made: it claims success at once. It gives a benchmark the state of a stack whose
// hosts are delivered, without the hosts; what is then measured runs with the real provider.
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
    },
};

const claiming = Object.entries(resources).map(([kind, resource]): [string, AnyResource] => {
    const claim = claims[kind];
    if (claim === undefined) return [kind, resource];
    const create: AnyResource["create"] = (inputs) => Promise.resolve({ id: kind, state: { ...inputs, ...claim } });
    return [kind, { ...resource, create }];
});

const args = process.argv.slice(2);
void main(new HardenedHostProvider(Object.fromEntries(claiming), connectEngineLog(args)), args);
