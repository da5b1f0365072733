import { reportsOutcome } from "../../failure-report";
import { hashComment, managedNotice } from "../../formats/comments";
import { renderSystemdUnit } from "../../formats/systemd";
import type { ManagedFile, ManagedFolder, PartialHostPlan } from "../../plan";
import { sandboxDirectives } from "../../sandbox";
import type { OpenzimMcpSettings } from "./settings";

/** Owns the ZIM files. The server, another account, can only read them. */
export const keeperAccount = "zim-keeper";
export const serverAccount = "openzim-mcp";

/** Root of the ZIM files; the server is given the first two folders, and never sees the third. */
export const zimRoot = "/srv/zim";
export const servedFolders = [`${zimRoot}/public`, `${zimRoot}/restricted`] as const;
const incoming = `${zimRoot}/temp`;

/** Digests of all files, as sha256sum(1) reads them. */
export const digestList = "/etc/openzim-mcp/archives.sha256";
const program = "/usr/local/lib/hardened-host/fetch-zim-files";

/** The three folders of its guide, and their modes: 755, 750 and 700. */
const folders: Readonly<Record<string, ManagedFolder>> = {
    "/etc/openzim-mcp": {},
    [zimRoot]: {},
    [servedFolders[0]]: { mode: "0755", owner: keeperAccount, group: keeperAccount },
    [servedFolders[1]]: { mode: "0750", owner: keeperAccount, group: serverAccount },
    [incoming]: { mode: "0700", owner: keeperAccount, group: keeperAccount },
};

/**
 * Brings ZIM files after a delivery and not in it: they may be of many gigabytes, and a delivery that waited for them
 * would roll back.
 */
export function contentPlan(settings: OpenzimMcpSettings): PartialHostPlan {
    return {
        packages: ["ca-certificates", "curl"],
        users: {
            [keeperAccount]: {
                shell: "/usr/sbin/nologin",
                home: zimRoot,
                groups: [serverAccount],
                system: true,
            },
        },
        folders,
        files: {
            [digestList]: { content: digests(settings) },
            [program]: { content: fetchProgram(settings), mode: "0755", validate: 'sh -n "$1"' },
            ...fetchUnits(),
        },
        units: { "openzim-mcp-content.timer": { enabled: true, active: true, watches: [program] } },
    };
}

function placeOf(name: string, { folder }: { readonly folder: string }): string {
    return `${zimRoot}/${folder}/${name}`;
}

function digests({ archives }: OpenzimMcpSettings): string {
    return Object.entries(archives)
        .map(([name, archive]) => `${archive.sha256}  ${placeOf(name, archive)}\n`)
        .join("");
}

function fetchProgram({ archives }: OpenzimMcpSettings): string {
    const calls = Object.entries(archives).map(
        ([name, archive]) => `fetch ${archive.sha256} ${placeOf(name, archive)} '${archive.url ?? ""}'`,
    );
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("Run by openzim-mcp-content.service: moves each ZIM file in once its digest is right."),
        "set -u",
        "status=0",
        "fetch() {",
        "    digest=$1 place=$2 url=$3",
        `    arrived=${incoming}/\${place##*/}`,
        '    if [ -e "$place" ]; then return; fi',
        '    if [ -n "$url" ]; then',
        '        curl --fail --silent --show-error --location --retry 3 --continue-at - --output "$arrived" "$url" || { status=1; return; }',
        "    fi",
        '    if [ ! -e "$arrived" ]; then',
        '        echo "$place is still to be put into ' + incoming + '"',
        "        return",
        "    fi",
        '    if ! echo "$digest  $arrived" | sha256sum --check --status; then',
        '        echo "<3>$arrived has not the digest of the settings: it is removed" >&2',
        '        rm -f "$arrived"',
        "        status=1",
        "        return",
        "    fi",
        '    chmod 0640 "$arrived"',
        `    case $place in ${servedFolders[0]}/*) chmod 0644 "$arrived" ;; esac`,
        '    mv "$arrived" "$place"',
        "}",
        ...calls,
        "exit $status",
        "",
    ].join("\n");
}

function fetchUnits(): Record<string, ManagedFile> {
    const sandbox = sandboxDirectives({
        network: { kind: "host", allowed: "any" },
        loosen: {},
        memoryMaxMib: 256,
        tasksMax: 32,
        openFilesMax: 1024,
    });
    return {
        "/etc/systemd/system/openzim-mcp-content.service": {
            content: renderSystemdUnit({
                why: "Downloads: the only one of this app's units with a network.",
                Unit: {
                    Description: "Bring the ZIM files of the settings",
                    After: "network-online.target",
                    ...reportsOutcome,
                },
                Service: {
                    ...sandbox,
                    Type: "oneshot",
                    User: keeperAccount,
                    // New files belong to the group that may read those of the restricted folder.
                    Group: serverAccount,
                    ExecStart: program,
                    ReadWritePaths: zimRoot,
                    TimeoutStartSec: "infinity",
                    Nice: 10,
                },
            }),
        },
        "/etc/systemd/system/openzim-mcp-content.timer": {
            content: renderSystemdUnit({
                Unit: {
                    Description: "Bring the ZIM files of the settings, at once and every hour until they are there",
                },
                Timer: { OnActiveSec: "1s", OnUnitInactiveSec: "1h", AccuracySec: "1s" },
                Install: { WantedBy: "timers.target" },
            }),
        },
    };
}
