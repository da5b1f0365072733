import { restoreProofsKey } from "../../stacks/restore-proofs";
import { capture } from "../bootstrap/child";
import { projectRoot } from "../bootstrap/paths";

/**
 * Writes the date of a proof into the stack file, to be committed, and into the outputs of the stack: an update of its
 * root alone, which touches no host.
 */
export async function publishProof(
    stack: string,
    host: string,
    provedAt: string,
    env: NodeJS.ProcessEnv,
): Promise<void> {
    const pulumi = (...args: readonly string[]) =>
        capture("pulumi", [...args, "--stack", stack, "--non-interactive"], { cwd: projectRoot, env });
    await pulumi("config", "set", "--plaintext", "--path", `hardened-host:${restoreProofsKey}.${host}`, provedAt);
    const root = `urn:pulumi:${stack}::hardened-host::pulumi:pulumi:Stack::hardened-host-${stack}`;
    await pulumi("up", "--yes", "--skip-preview", "--suppress-progress", "--target", root);
}
