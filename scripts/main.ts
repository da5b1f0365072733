import { join } from "node:path";
import { stateFolder } from "./bootstrap/paths";
import type { Phases } from "./bootstrap/phases";
import { describeError, UserError } from "./bootstrap/user-error";
import { audit } from "./commands/audit";
import { backupKey } from "./commands/backup-key";
import { backupPrune } from "./commands/backup-prune";
import { bench } from "./commands/bench";
import { build } from "./commands/build";
import { check } from "./commands/check";
import { drift } from "./commands/drift";
import { format } from "./commands/format";
import type { Outcome } from "./commands/outcome";
import { previewReport } from "./commands/preview-report";
import { quickstart } from "./commands/quickstart";
import { restoreDrill } from "./commands/restore-drill";
import { rollback } from "./commands/rollback";
import { destroy, preview, pulumi, up } from "./commands/stack";
import {
    test,
    testFaults,
    testFully,
    testLibrary,
    testMachine,
    testReviews,
    testServices,
    testTakeover,
} from "./commands/test";
import { summaryLine, type Tally, tallyExitStatus } from "./testing/tally";

/** What an npm script does; resolves to the exit status. */
type Command = (args: readonly string[], phases: Phases) => Promise<number | Outcome>;

/** Makes a command of one that counts tests: its last line is what whoever runs them reads. */
function counted(run: (args: readonly string[], phases: Phases) => Promise<Tally>): Command {
    return async (args, phases) => {
        const tally = await run(args, phases);
        return { exitStatus: tallyExitStatus(tally), closing: `${summaryLine(tally)}\n` };
    };
}

const commands: Readonly<Record<string, Command>> = {
    quickstart,
    up,
    preview,
    "preview-report": previewReport,
    drift,
    audit,
    destroy,
    rollback,
    "backup-key": backupKey,
    "backup-prune": backupPrune,
    "restore-drill": restoreDrill,
    pulumi,
    check: counted(check),
    test: counted(test),
    "test:vm": counted(testMachine),
    "test:faults": counted(testFaults),
    "test:takeover": counted(testTakeover),
    "test:library": counted(testLibrary),
    "test:reviews": counted(testReviews),
    "test:services": counted(testServices),
    "test:full": counted(testFully),
    bench,
    build,
    accept: counted((args, phases) => check(args, phases, { ACCEPT_GOLDENS: "1" })),
    format,
};

/** Below this, the toolchain had nothing to do and there is nothing to report. */
const worthReportingSeconds = 2;

/** Runs one command; called by bootstrap.js once Node and the npm packages are there. */
export async function main(name: string, args: readonly string[], phases: Phases): Promise<number> {
    const command = commands[name];
    if (command === undefined) {
        throw new UserError(`There is no command "${name}". Commands: ${Object.keys(commands).join(", ")}.`);
    }
    let result: number | Outcome;
    try {
        result = await command(args, phases);
    } finally {
        report(name, phases);
    }
    if (typeof result === "number") return result;
    process.stdout.write(result.closing);
    return result.exitStatus;
}

function report(name: string, phases: Phases): void {
    if (phases.totalSeconds() < worthReportingSeconds && name !== "quickstart") return;
    const path = join(stateFolder(), "phase-times", `${name.replace(":", "-")}.json`);
    try {
        phases.save(path);
        process.stderr.write(`\nWhere the time went (also in ${path}):\n${phases.table()}`);
    } catch (error) {
        process.stderr.write(`The phase times could not be written to ${path}: ${describeError(error)}\n`);
    }
}
