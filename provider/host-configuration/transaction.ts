import { createHash } from "node:crypto";
import type { Changes, Desired } from "./changes";
import { hostPrograms, remoteText } from "./host-programs";
import { printfArgument } from "./path-names";
import { originFiles, type Origin } from "./origin";
import { originalLists } from "./original-lists";
import type { PayloadFiles } from "./payload";

export interface TransactionOptions extends Origin {
    /** Names the change; only who knows it can confirm. */
    readonly token: string;
    /** Number that the change gets when it is confirmed. */
    readonly generation: number;
    readonly timeoutSeconds: number;
    readonly rotateHostKey: boolean;
    /** The host records what it was before, to be given back one day. */
    readonly keepOriginal: boolean;
}

function lines(items: Iterable<string | readonly string[]>): string {
    return [...items].map((item) => `${typeof item === "string" ? item : item.join("\t")}\n`).join("");
}

/** What apply.sh reads. */
export const transactionParts = ["beginning", "order", "programs", "original", "packages", "undo", "activation"].map(
    (name) => `transaction/${name}.sh`,
);

/** The archive that `remote/apply.sh` works from: lists, new files, and our own programs. */
export function transactionPayload(changes: Changes, desired: Desired, options: TransactionOptions): PayloadFiles {
    return new Map([
        ["run", remoteText("apply.sh")],
        ...transactionParts.map((name): [string, string] => [name, remoteText(name)]),
        ...ownPrograms(),
        ...(options.keepOriginal ? originalLists(desired) : []),
        ...optionFiles(options),
        ...fileLists(changes, desired),
        ["managed-files", managedFiles(desired)],
        ...accountLists(changes),
        ["unhold-list", lines(changes.unhold)],
        ["install-list", lines(changes.install)],
        ["remove-packages", lines(changes.remove)],
        ["unit-list", lines(changes.units.map(({ verb, unit }) => `${verb} ${unit}`))],
        ["activation-order", lines(changes.activate)],
        ["activations/.keep", ""],
        // All of them, also those that have nothing to do now: a later rollback puts this plan into force by them.
        ...Object.entries(desired.activations).map(([name, { command }]): [string, string] => [
            `activations/${name}`,
            `${command}\n`,
        ]),
    ]);
}

/** For `install_programs`. */
export function ownPrograms(): [string, string][] {
    const list = hostPrograms.map(({ source, mode, path }) => [source, mode.replace(/^0/, ""), path]);
    return [
        ["program-list", lines(list)],
        ...hostPrograms.map(({ source }): [string, string] => [`programs/${source}`, remoteText(source)]),
    ];
}

function optionFiles(options: TransactionOptions): [string, string][] {
    return [
        ["token", `${options.token}\n`],
        ...originFiles(options),
        ["number", `${options.generation}\n`],
        ["timeout", `${options.timeoutSeconds}\n`],
        ...(options.rotateHostKey ? [["rotate-host-key", ""] satisfies [string, string]] : []),
    ];
}

function fileLists(changes: Changes, desired: Desired): [string, string][] {
    const files = Object.entries(changes.write);
    const folders = changes.folders.flatMap((path) => {
        const folder = desired.folders[path];
        return folder === undefined ? [] : [[folder.mode, folder.owner, folder.group, path]];
    });
    return [
        ["write-list", lines(files.map(([path, file], n) => [String(n), file.mode, file.owner, file.group, path]))],
        ["clear-list", lines(changes.clear.map(printfArgument))],
        ["delete-list", lines(changes.delete)],
        ["folder-list", lines(folders)],
        ...files.map(([path, file], n): [string, string] => [`new/${n}/${baseName(path)}`, file.content]),
        ...files.flatMap(([, file], n): [string, string][] =>
            file.validate === undefined ? [] : [[`validate/${n}`, file.validate]],
        ),
    ];
}

/** What the host compares its files with, to tell when one was changed by hand: digest, mode, owner, group and path. */
function managedFiles({ files }: Desired): string {
    const sorted = Object.entries(files).sort(([left], [right]) => (left < right ? -1 : 1));
    return lines(
        sorted.map(([path, { content, mode, owner, group }]) => [
            createHash("sha256").update(content).digest("hex"),
            mode.replace(/^0/, ""),
            owner,
            group,
            path,
        ]),
    );
}

function baseName(path: string): string {
    return path.slice(path.lastIndexOf("/") + 1);
}

function accountLists(changes: Changes): [string, string][] {
    const users = Object.entries(changes.users);
    const changed = users.length + changes.addGroups.length + changes.retireUsers.length > 0;
    return [
        ["group-list", lines(changes.addGroups)],
        ["user-list", lines(users.map(([name, u]) => [name, u.shell, u.home, String(u.system), u.groups.join(",")]))],
        ["retire-list", lines(changes.retireUsers)],
        ["accounts-change", changed ? "yes\n" : ""],
    ];
}
