import { reportsOutcome } from "../../failure-report";
import { hashComment, managedNotice } from "../../formats/comments";
import { renderSystemdUnit } from "../../formats/systemd";
import type { SystemdDirectives } from "../../formats/systemd";
import type { ManagedFile, PartialHostPlan } from "../../plan";
import { sandboxDirectives } from "../../sandbox";
import { digestList, servedFolders, serverAccount } from "./content";
import type { OpenzimMcpSettings } from "./settings";

const checkProgram = "/usr/local/lib/hardened-host/check-zim-files";
const alertProgram = "/usr/local/lib/hardened-host/count-mcp-refusals";

const sandbox = sandboxDirectives({
    network: { kind: "none" },
    loosen: {},
    memoryMaxMib: 512,
    tasksMax: 16,
    openFilesMax: 1024,
});

/** Looks at the ZIM files every week, and at the refused requests every ten minutes; what is wrong is announced. */
export function watchPlan(settings: OpenzimMcpSettings, python: string): PartialHostPlan {
    return {
        files: {
            [checkProgram]: { content: integrityProgram(python), mode: "0755", validate: 'sh -n "$1"' },
            [alertProgram]: { content: refusalsProgram(settings), mode: "0755", validate: 'sh -n "$1"' },
            ...timedUnit(
                "openzim-mcp-integrity",
                "Check the ZIM files",
                checkProgram,
                {
                    User: serverAccount,
                    Group: serverAccount,
                    Nice: 19,
                    IOSchedulingClass: "idle",
                    TimeoutStartSec: "6h",
                },
                { OnCalendar: "Sun *-*-* 03:30:00", RandomizedDelaySec: "2h", Persistent: true },
            ),
            ...timedUnit(
                "openzim-mcp-refusals",
                "Count the requests that were refused",
                alertProgram,
                {
                    DynamicUser: true,
                    SupplementaryGroups: "systemd-journal",
                },
                { OnActiveSec: "10min", OnUnitActiveSec: "10min" },
            ),
        },
        units: {
            "openzim-mcp-integrity.timer": { enabled: true, active: true },
            "openzim-mcp-refusals.timer": { enabled: true, active: true },
        },
    };
}

function timedUnit(
    name: string,
    description: string,
    program: string,
    more: SystemdDirectives,
    timer: SystemdDirectives,
): Record<string, ManagedFile> {
    return {
        [`/etc/systemd/system/${name}.service`]: {
            content: renderSystemdUnit({
                Unit: { Description: description, ...reportsOutcome },
                Service: { ...sandbox, Type: "oneshot", ...more, ExecStart: program },
            }),
        },
        [`/etc/systemd/system/${name}.timer`]: {
            content: renderSystemdUnit({
                Unit: { Description: description },
                Timer: timer,
                Install: { WantedBy: "timers.target" },
            }),
        },
    };
}

/**
 * Debian's zimcheck is older than the files that are made today, and refuses them: the server's own library reads them.
 * Files that an administrator put there without a digest in the settings are checked by it as well.
 */
function integrityProgram(python: string): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("Fails when a ZIM file is not what the settings say, or is damaged."),
        "set -u",
        "status=0",
        `if [ -s ${digestList} ]; then sha256sum --check --quiet --ignore-missing ${digestList} || status=1; fi`,
        `for file in ${servedFolders.map((folder) => `${folder}/*.zim`).join(" ")}; do`,
        '    if [ ! -e "$file" ]; then continue; fi',
        `    ${python} -c 'import sys; from libzim.reader import Archive; sys.exit(0 if Archive(sys.argv[1]).check() else 1)' "$file" || {`,
        '        echo "<2>$file is damaged" >&2',
        "        status=1",
        "    }",
        "done",
        "exit $status",
        "",
    ].join("\n");
}

function refusalsProgram({ alertAfterRefusals }: OpenzimMcpSettings): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("Fails when more requests were refused in ten minutes than clients who err would send."),
        "set -eu",
        "count=$(journalctl --quiet --unit=openzim-mcp.service --since=-10min --output=cat |",
        "    grep -c -e 'auth failure' -e 'Security Validation Error' -e 'Invalid Host header' || :)",
        'echo "$count requests were refused in ten minutes"',
        `[ "$count" -lt ${alertAfterRefusals} ]`,
        "",
    ].join("\n");
}
