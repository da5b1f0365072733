import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeProof, flawsOf, pingHeartbeat, type Proof, recordProof, restoreReport } from "../backup/drill";
import { publishProof } from "../backup/proof-output";
import { drillStackFile } from "../backup/drill-stack";
import { type BackupOfStack, readBackupOfStack } from "../backup/stack-backup";
import { capture } from "../bootstrap/child";
import { projectRoot, stateFolder } from "../bootstrap/paths";
import type { Phases } from "../bootstrap/phases";
import { UserError } from "../bootstrap/user-error";
import { findStackFile } from "../pulumi/stack-files";
import { chooseHost } from "./on-host";
import { destroy, preparePulumi, stacksFolder, up } from "./stack";

/** Set to a URL of a watcher that is alarmed when it is not pinged for too long. */
const heartbeatVariable = "RESTORE_DRILL_HEARTBEAT_URL";

/**
 * `npm run restore-drill -- <stack> [host]`: makes a new machine on this computer from nothing but the stack, restores the
 * newest snapshot into it, has every app verify its data, and destroys the machine. The stack's hosts are not touched; the
 * date of the proof becomes an output of the stack.
 */
export async function restoreDrill(args: readonly string[], phases: Phases): Promise<number> {
    const [stack = "", wanted] = args;
    const stackFile = findStackFile(stacksFolder, "restore-drill", args[0]);
    const env = await preparePulumi(phases);
    const backup = await readBackupOfStack(stack, wanted, env);
    const drill = `${stack}-drill`;
    const drillFile = join(stacksFolder, `Pulumi.${drill}.yaml`);
    if (existsSync(drillFile)) {
        throw new UserError(
            `An earlier drill has left ${drillFile}. Remove what it made: npm run destroy -- ${drill} --yes`,
        );
    }
    writeFileSync(drillFile, drillStackFile(readFileSync(stackFile, "utf8"), backup.host), { mode: 0o600 });
    let proof: Proof;
    try {
        proof = await prove(drill, backup, phases, env);
    } finally {
        await cleanUp(drill, drillFile, phases, env);
    }
    const record = join(stateFolder(), "restore-drills", `${stack}.${backup.host}.json`);
    recordProof(record, proof);
    await publishProof(stack, backup.host, proof.provedAt, env);
    const heartbeat = process.env[heartbeatVariable];
    if (heartbeat !== undefined) await pingHeartbeat(heartbeat);
    const lines = [`The restore of ${backup.host} is proved (${record}):`, ...describeProof(proof)];
    process.stdout.write(`\n${lines.join("\n    ")}\n`);
    return 0;
}

async function prove(drill: string, backup: BackupOfStack, phases: Phases, env: NodeJS.ProcessEnv): Promise<Proof> {
    const started = Date.now();
    const status = await up([drill, "--yes"], phases);
    if (status !== 0) throw new UserError("The drill's machine could not be made; nothing is proved.");
    const outputs = await capture("pulumi", ["stack", "output", "--json", "--stack", drill], { cwd: projectRoot, env });
    const login = chooseHost(outputs, backup.host);
    const wait = `${login} sudo -n hardened-host-backup wait-for-restore`;
    const report = restoreReport.parse(JSON.parse(await capture("sh", ["-c", wait], { cwd: projectRoot })));
    const flaws = flawsOf(report, backup.settings.staleAfterHours);
    if (flaws.length > 0) throw new UserError(`The restore of ${backup.host} is NOT proved: ${flaws.join("; ")}.`);
    return { ...report, provedAt: new Date().toISOString(), drillSeconds: (Date.now() - started) / 1000 };
}

/** What cannot be removed keeps its stack file, so that `npm run destroy` can be tried again. */
async function cleanUp(drill: string, drillFile: string, phases: Phases, env: NodeJS.ProcessEnv): Promise<void> {
    const status = await destroy([drill, "--yes"], phases);
    if (status !== 0) {
        process.stderr.write(`The drill's machine is still there. Remove it: npm run destroy -- ${drill} --yes\n`);
        return;
    }
    await capture("pulumi", ["stack", "rm", "--yes", "--preserve-config", drill], { cwd: projectRoot, env });
    rmSync(drillFile);
}
