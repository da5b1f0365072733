import { remoteText } from "./host-programs";
import type { HostConfigurationState } from "./inputs";
import { originFiles, originOf } from "./origin";
import type { PayloadFiles } from "./payload";
import { ownPrograms } from "./transaction";

const sharedParts = ["beginning", "order", "programs", "original", "undo"].map((name) => `transaction/${name}.sh`);
const ownParts = ["lists.sh", "files.sh", "accounts.sh", "accounts.awk", "units.sh"].map((name) => `give-back/${name}`);
const finishingParts = [
    "transaction/beginning.sh",
    ...["files", "packages", "homes"].map((name) => `give-back/${name}.sh`),
];

function texts(names: readonly string[]): [string, string][] {
    return names.map((name) => [name, remoteText(name)]);
}

/** What `remote/give-back.sh` works from; how the server was found is on the server itself. */
export function giveBackPayload(
    { machineId, confirmTimeoutSeconds }: HostConfigurationState,
    edited: readonly string[],
    { token, urn }: { readonly token: string; readonly urn: string },
): PayloadFiles {
    return new Map([
        ["run", remoteText("give-back.sh")],
        ...texts([...sharedParts, ...ownParts]),
        ...ownPrograms(),
        ["machine-id", `${machineId}\n`],
        ["edited-list", edited.map((path) => `${path}\n`).join("")],
        ["token", `${token}\n`],
        ...originFiles(originOf(urn)),
        ["managed-files", ""],
        ["timeout", `${confirmTimeoutSeconds}\n`],
    ]);
}

/** What `remote/finish.sh` works from. */
export function finishPayload(token: string): PayloadFiles {
    return new Map([["run", remoteText("finish.sh")], ...texts(finishingParts), ["token", `${token}\n`]]);
}
