import { failureReportPlan, reportsOutcome } from "../../failure-report";
import { hashComment, managedNotice } from "../../formats/comments";
import { renderSystemdUnit } from "../../formats/systemd";
import { mergePlans } from "../../merge";
import type { PartialHostPlan } from "../../plan";
import { installPlan } from "../../program-install";
import { versionFolder } from "../../program-source";
import type { ProgramSource } from "../../program-source";
import type { CloudronSettings } from "./settings";

/** Root's; what is below it is for Cloudron's own backups, and goes off the host with the host's. */
export const dataFolder = "/srv/cloudron";
export const backupsFolder = `${dataFolder}/backups`;

const program = "/usr/local/lib/hardened-host/set-cloudron-up";
const stateFolder = "/var/lib/hardened-host-cloudron";

/** Says that the setup has succeeded once: it is never run again. */
export const finishedFile = `${stateFolder}/finished`;

/**
 * The script is downloaded and checked within the delivery, and run after it: it takes many minutes, in which a delivery
 * would roll back.
 */
export function setupPlan(settings: CloudronSettings): PartialHostPlan {
    const { url, sha256 } = settings.setup;
    const source: ProgramSource = {
        archive: { url, sha256, format: "file", version: settings.version, stripComponents: 1 },
    };
    const script = `${versionFolder("cloudron", source) ?? ""}/program`;
    const parts: PartialHostPlan[] = [
        installPlan("cloudron", source),
        failureReportPlan(),
        {
            folders: { [dataFolder]: {}, [stateFolder]: { mode: "0700" } },
            files: {
                [program]: { content: setupProgram(settings, script), mode: "0755", validate: 'sh -n "$1"' },
                ...setupUnits(),
            },
            units: { "cloudron-setup.timer": { enabled: true, active: true } },
        },
    ];
    return mergePlans(parts.map((plan) => ({ by: "cloudron", plan })));
}

function setupUnits(): NonNullable<PartialHostPlan["files"]> {
    return {
        "/etc/systemd/system/cloudron-setup.service": {
            content: renderSystemdUnit({
                why: "Not confined: it installs packages, a container engine and units of its own, as root.",
                Unit: {
                    Description: "Install Cloudron, once",
                    Wants: "network-online.target",
                    After: "network-online.target",
                    ConditionPathExists: `!${finishedFile}`,
                    ...reportsOutcome,
                },
                Service: {
                    Type: "oneshot",
                    ExecStart: program,
                    Environment: ["DEBIAN_FRONTEND=noninteractive", "HOME=/root"],
                    StandardInput: "null",
                    TimeoutStartSec: "2h",
                },
            }),
        },
        "/etc/systemd/system/cloudron-setup.timer": {
            content: renderSystemdUnit({
                Unit: { Description: "Install Cloudron after the delivery" },
                Timer: { OnActiveSec: "1s", AccuracySec: "1s" },
                Install: { WantedBy: "timers.target" },
            }),
        },
    };
}

function setupProgram({ version }: CloudronSettings, script: string): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("Run once by cloudron-setup.service."),
        "set -eu",
        "umask 022",
        ...hashComment(
            "Without a setup token whoever finds the host first makes himself its administrator. Without --skip-reboot the " +
                "script waits for an answer.",
        ),
        `${script} --version ${version} --generate-setup-token --skip-reboot`,
        `install -d -m 0750 -o yellowtent -g yellowtent ${backupsFolder}`,
        `touch ${finishedFile}`,
        ...hashComment("The script asks for a restart: the host's window for updates brings it."),
        "echo cloudron-setup >>/run/reboot-required.pkgs",
        "touch /run/reboot-required",
        "",
    ].join("\n");
}
