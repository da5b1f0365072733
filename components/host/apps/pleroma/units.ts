import { reportsOutcome } from "../../failure-report";
import { hashComment, managedNotice } from "../../formats/comments";
import { renderSystemdUnit, systemdArgument } from "../../formats/systemd";
import type { SystemdDirectives } from "../../formats/systemd";
import type { PartialHostPlan } from "../../plan";
import { explainLoosening, sandboxDirectives } from "../../sandbox";
import type { SandboxNeeds } from "../../sandbox";
import { healthFiles } from "../../service-companions";
import { account, configurationFile, databaseUnit, httpPort, secretsFolder, secretsUnit, serverUnit } from "./paths";
import { secretNames } from "./secrets";
import { stateFolder } from "./paths";
import type { PleromaSettings } from "./settings";

/** Runs upstream's own tool as the server's account, in the server's sandbox. */
export const controlProgram = "/usr/local/sbin/hardened-host-pleroma";

/** Asks for the page that names the server: it is made from the database. */
const healthCommand = `curl --fail --silent --max-time 10 http://127.0.0.1:${httpPort}/api/v1/instance`;

/** The first start makes the whole schema; a later one brings what a new release changes in it. */
const startTimeoutMinutes = 20;

/** `folder` is that of the release. */
export function serverPlan(settings: PleromaSettings, folder: string): PartialHostPlan {
    const needs: SandboxNeeds = {
        network: { kind: "host", allowed: "any" },
        loosen: { systemInformation: "Erlang's monitor of the system's memory reads /proc/meminfo" },
        memoryMaxMib: settings.memoryMaxMib,
        tasksMax: 512,
        openFilesMax: 65_536,
    };
    const directives = confinement(needs);
    return {
        packages: ["curl"],
        files: {
            [`/etc/systemd/system/${serverUnit}`]: { content: unit(needs, directives, folder) },
            [controlProgram]: {
                content: controlScript(directives, folder),
                mode: "0755",
                validate: 'sh -n "$1"',
            },
            ...healthFiles(account, healthCommand, needs),
        },
        units: {
            [serverUnit]: { enabled: true, active: true, watches: [configurationFile] },
            [`${account}-health.timer`]: { enabled: true, active: true },
        },
    };
}

/** What holds for the server and for every command that an administrator gives it. */
function confinement(needs: SandboxNeeds): SystemdDirectives {
    return {
        ...sandboxDirectives(needs),
        User: account,
        Group: account,
        WorkingDirectory: stateFolder,
        ReadWritePaths: stateFolder,
        LoadCredential: secretNames.map((name) => `${name}:${secretsFolder}/${name}`),
        Environment: [
            `PLEROMA_CONFIG_PATH=${configurationFile}`,
            // Without a node that listens there is nobody to ask: each command runs by itself.
            "PLEROMA_CTL_RPC_DISABLED=true",
            // Upstream's env.sh asks for a distributed node whatever RELEASE_DISTRIBUTION says, and the cookie that would let
            // anybody in is in the archive, the same for all who have it. These come last: nothing listens, no epmd starts.
            '"ERL_ZFLAGS=-start_epmd false -dist_listen false"',
            // The memory has secrets: none of it goes to disk.
            "ERL_CRASH_DUMP_BYTES=0",
            "LANG=C.UTF-8",
        ],
    };
}

function unit(needs: SandboxNeeds, directives: SystemdDirectives, folder: string): string {
    const wait = `for _ in $(seq 120); do ${healthCommand} >/dev/null && exit 0; kill -0 "$MAINPID" || exit 1; sleep 1; done; exit 1`;
    const before = `${databaseUnit} ${secretsUnit}`;
    return renderSystemdUnit({
        why: explainLoosening(needs),
        Unit: {
            Description: "Pleroma",
            Requires: before,
            Wants: "network-online.target",
            After: `network-online.target ${before}`,
            StartLimitIntervalSec: "1h",
            StartLimitBurst: 5,
            ...reportsOutcome,
        },
        Service: {
            ...directives,
            // The configuration that the release puts together, secrets and all, is in memory only.
            RuntimeDirectory: account,
            RuntimeDirectoryMode: "0700",
            Environment: [...listOf(directives["Environment"]), `RELEASE_TMP=/run/${account}`],
            Type: "exec",
            ExecStartPre: `${folder}/bin/pleroma_ctl migrate`,
            ExecStart: `${folder}/bin/pleroma start`,
            ExecStartPost: `/bin/sh -c ${systemdArgument(wait)}`,
            TimeoutStartSec: `${startTimeoutMinutes}min`,
            Restart: "on-failure",
            RestartSec: "5s",
        },
        Install: { WantedBy: "multi-user.target" },
    });
}

/** Commands get a runtime folder of their own, which goes when they end. */
function controlScript(directives: SystemdDirectives, folder: string): string {
    const properties = Object.entries({
        ...directives,
        PrivateTmp: true,
        Environment: [...listOf(directives["Environment"]), "RELEASE_TMP=/tmp"],
    }).flatMap(([key, value]) => listOf(value).map((text) => `    --property='${key}=${text}' \\`));
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment(
            "hardened-host-pleroma COMMAND...: pleroma_ctl as the server's account, in its sandbox. For root.",
        ),
        "set -eu",
        "exec systemd-run --quiet --wait --collect --pipe --service-type=exec \\",
        ...properties,
        `    -- ${folder}/bin/pleroma_ctl "$@"`,
        "",
    ].join("\n");
}

function listOf(value: SystemdDirectives[string] | undefined): string[] {
    if (value === undefined) return [];
    if (typeof value === "boolean") return [value ? "yes" : "no"];
    return typeof value === "object" ? [...value] : [String(value)];
}
