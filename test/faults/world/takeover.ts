import type { ExistingServerInputs } from "../../../provider/existing-server/inputs";
import type { HostConfigurationInputs } from "../../../provider/host-configuration/inputs";
import { stock } from "./birth";
import type { FaultyHost } from "./faulty-host";
import { keyOf, type HostVariant } from "./host-variant";

const { user, sshPort: port } = stock.access;

/** How the owner of a stock server names it. */
export function meetingOf({ host }: FaultyHost): ExistingServerInputs {
    const { identityFile } = keyOf(stock.access, host);
    return {
        address: host.address,
        port,
        user,
        identityFile,
        hostKey: host.firstHostKey,
        distribution: "debian-13",
        planned: { port: 4222, user: "deploy", identityFile },
    };
}

/** Its first delivery: goes in as root, and comes out as the plan says. */
export function takingOver(server: FaultyHost, variant: HostVariant): HostConfigurationInputs {
    const inputs = server.inputsOf(variant);
    const { machineId } = server.host;
    const connection = { ...inputs.connection, rotateHostKey: false };
    const { identityFile } = keyOf(stock.access, server.host);
    return { ...inputs, machineId, connection, firstConnection: { port, user, identityFile } };
}
