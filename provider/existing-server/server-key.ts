import { describeHostKey } from "../host-configuration/host-key-record";
import { OperationError } from "../resource";
import type { ExistingServerInputs } from "./inputs";
import { waysOf } from "./login";
import { presentedHostKey, type Presented } from "./presented-host-key";

const keyFile = "/etc/ssh/ssh_host_ed25519_key.pub";
const howToCompare = `on the server's own console (not over SSH), \`ssh-keygen -lf ${keyFile}\` prints the true one`;

export const fingerprintOf = (hostKey: string) => describeHostKey(hostKey).hostKeyFingerprint;

/**
 * The host key that the owner has said is the server's. A fingerprint is made a key by asking the server, which then has
 * to prove that it holds it.
 *
 * @throws OperationError when nothing was said, or another key is shown: the fingerprint, and how to compare it.
 */
export async function acceptedHostKey(inputs: ExistingServerInputs): Promise<string> {
    const { hostKey, acceptHostKey } = inputs;
    if (hostKey !== undefined) return hostKey;
    const shown = await shownKey(inputs);
    const fingerprint = fingerprintOf(shown);
    if (acceptHostKey === fingerprint) return shown;
    if (acceptHostKey !== undefined) throw otherKey(inputs, "acceptHostKey", acceptHostKey, fingerprint);
    throw new OperationError(
        `cloud.existing.acceptHostKey: is missing, and so is hostKey, so that ${place(inputs)} could be anybody; it shows ` +
            `the ed25519 host key ${fingerprint}. Nothing was sent. Compare: ${howToCompare}. If they are the same, set ` +
            `cloud.existing.acceptHostKey to ${fingerprint} and run the deployment again`,
    );
}

/** What to tell when a server turned out to have another key than the one that was accepted. */
export async function otherKeyThan(inputs: ExistingServerInputs, pinned: string): Promise<OperationError> {
    const setting = inputs.hostKey === undefined ? "acceptHostKey" : "hostKey";
    return otherKey(inputs, setting, fingerprintOf(pinned), fingerprintOf(await shownKey(inputs)));
}

function otherKey(inputs: ExistingServerInputs, setting: string, accepted: string, shown: string): OperationError {
    return new OperationError(
        `cloud.existing.${setting}: stands for ${accepted}, and ${place(inputs)} shows ${shown}; nothing was sent. Either ` +
            `another machine answers there, or the setting is wrong: find out which before you change it. ` +
            howToCompare.replace(/^o/, "O"),
    );
}

/**
 * The key that a server shows; one that was taken over already answers on its new port only.
 *
 * @throws OperationError when nobody answers, or there is no ed25519 key.
 */
export async function shownKey(inputs: ExistingServerInputs): Promise<string> {
    const { first, planned } = waysOf(inputs, "");
    let presented: Presented | undefined;
    for (const way of [first, planned]) {
        const answer = await presentedHostKey(way);
        if (answer.key !== undefined) return answer.key;
        presented ??= answer;
    }
    const detail = presented?.detail ?? "";
    const offer = /no matching host key type found\. Their offer: (\S+)/.exec(detail)?.[1];
    if (offer === undefined) {
        throw new OperationError(
            `cloud.existing.address: no SSH server answers at ${place(inputs)}: ${detail || "no answer"}; the server must ` +
                "be reachable from this computer. Look at address and port, and at firewalls between here and there",
        );
    }
    throw new OperationError(
        `cloud.existing.address: ${place(inputs)} has no ed25519 host key, only ${offer}; that type is the one which is ` +
            "pinned and kept. Run `ssh-keygen -A` as root on the server, restart its sshd, and see that no HostKey line of " +
            "/etc/ssh/sshd_config leaves /etc/ssh/ssh_host_ed25519_key out",
    );
}

function place({ address, port }: ExistingServerInputs): string {
    return `${address} port ${port}`;
}
