import type { BackupSet } from "../../claims";
import { hashComment, managedNotice } from "../../formats/comments";
import type { ManagedFile } from "../../plan";
import { configurationFolder, dumpsFolder, setsFolder } from "./names";

const programsOfSet = ["dump", "load", "verify"] as const;

/** Name of the set that the paths of the settings make. */
export const ownSet = "settings";

/** The lists that the backup reads, and a folder for each set with its lists and programs. */
export function setFiles(sets: readonly BackupSet[]): Record<string, ManagedFile> {
    const paths = sets.flatMap(pathsOf);
    return {
        // No comment in these: every line of a list of files counts.
        [`${configurationFolder}/paths`]: {
            content: lines(["/var/lib/hardened-host-backup/dumps/accounts", ...paths]),
        },
        [`${configurationFolder}/exclude`]: { content: lines(sets.flatMap(excludesOf)) },
        [`${configurationFolder}/sets`]: { content: lines(sets.map(({ name }) => name)) },
        ...Object.fromEntries(sets.flatMap(filesOfSet)),
    };
}

/** Folder that the set's dump writes. */
export function dumpFolder({ name }: BackupSet): string {
    return `${dumpsFolder}/${name}`;
}

function pathsOf(set: BackupSet): string[] {
    const dump = set.dump === undefined ? [] : [dumpFolder(set)];
    return [...set.paths.filter((path) => !dump.includes(path)), ...dump];
}

/** restic knows patterns for a whole snapshot only: each is tied to the paths of its set. */
function excludesOf(set: BackupSet): string[] {
    return (set.exclude ?? []).flatMap((pattern) =>
        pattern.startsWith("/") ? [pattern] : set.paths.map((path) => `${path}/**/${pattern}`),
    );
}

function filesOfSet(set: BackupSet): [string, ManagedFile][] {
    const folder = `${setsFolder}/${set.name}`;
    const programs = programsOfSet.flatMap((name): [string, ManagedFile][] => {
        const script = set[name];
        return script === undefined ? [] : [[`${folder}/${name}`, program(script)]];
    });
    return [
        [`${folder}/paths`, { content: lines(pathsOf(set)) }],
        [`${folder}/stopped-units`, { content: lines(set.stoppedUnits ?? []) }],
        ...programs,
    ];
}

function program(script: string): ManagedFile {
    const content = ["#!/bin/sh", ...hashComment(managedNotice), "set -eu", script.trimEnd(), ""].join("\n");
    return { content, mode: "0755", validate: 'sh -n "$1"' };
}

function lines(entries: readonly string[]): string {
    return entries.map((entry) => `${entry}\n`).join("");
}
