import { adminTask } from "./admin-task/admin-task";
import { existingServer } from "./existing-server/existing-server";
import { hostConfiguration } from "./host-configuration/resource";
import { hostKey } from "./host-key/host-key";
import { localMachine } from "./local-machine/local-machine";
import { localOpening } from "./local-opening/local-opening";
import { anyResource, type AnyResource } from "./resource";

/** Every kind of resource, by the last part of its type token. */
export const resources: Readonly<Record<string, AnyResource>> = {
    AdminTask: anyResource(adminTask),
    ExistingServer: anyResource(existingServer),
    HostConfiguration: anyResource(hostConfiguration),
    HostKey: anyResource(hostKey),
    LocalMachine: anyResource(localMachine),
    LocalOpening: anyResource(localOpening),
};
