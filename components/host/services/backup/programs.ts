import { hashComment, managedNotice } from "../../formats/comments";
import type { ManagedFile } from "../../plan";
import { programFolder } from "./names";
import { checkProgram, freshnessProgram } from "./program-checks";
import { dumpsProgram } from "./program-dumps";
import { environmentPath, environmentProgram } from "./program-environment";
import { ownerProgram } from "./program-owner";
import { restoreOnceProgram, restoreProgram } from "./program-restore";
import { compareWithSnapshotProgram, ownByNameProgram } from "./program-restored-files";
import { runProgram } from "./program-run";

const programs: Readonly<Record<string, string>> = {
    [`${programFolder}/run`]: runProgram,
    [`${programFolder}/dump-all`]: dumpsProgram,
    [`${programFolder}/check`]: checkProgram,
    [`${programFolder}/check-freshness`]: freshnessProgram,
    [`${programFolder}/own-by-name`]: ownByNameProgram,
    [`${programFolder}/compare-with-snapshot`]: compareWithSnapshotProgram,
    [`${programFolder}/restore-once`]: restoreOnceProgram,
    "/usr/local/sbin/hardened-host-backup": ownerProgram,
    "/usr/local/sbin/hardened-host-restore": restoreProgram,
};

/** Programs of the units and of the owner. The same on every host: what differs is in the settings file. */
export function programFiles(): Record<string, ManagedFile> {
    // What the environment sets is not seen by shellcheck.
    const directive = "# shellcheck disable=SC1091,SC2154";
    const header = ["#!/bin/sh", ...hashComment(managedNotice), directive, "set -eu"].join("\n");
    const files = Object.entries(programs).map(([path, text]): [string, ManagedFile] => [
        path,
        { content: `${header}${text}`, mode: "0755", validate: 'sh -n "$1"' },
    ]);
    return {
        [environmentPath]: {
            content: `${hashComment(managedNotice).join("\n")}\n${environmentProgram}`,
            validate: 'sh -n "$1"',
        },
        ...Object.fromEntries(files),
    };
}
