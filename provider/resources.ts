import { hostConfiguration } from "./host-configuration/resource";
import { hostKey } from "./host-key/host-key";
import { localMachine } from "./local-machine/local-machine";
import { localOpening } from "./local-opening/local-opening";
import type { Resource } from "./resource";

/** Every kind of resource, by the last part of its type token. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each kind has inputs and state of its own
export const resources: Readonly<Record<string, Resource<any, any>>> = {
    HostConfiguration: hostConfiguration,
    HostKey: hostKey,
    LocalMachine: localMachine,
    LocalOpening: localOpening,
};
