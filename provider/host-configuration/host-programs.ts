import { readFileSync } from "node:fs";
import { join } from "node:path";
import { providerFolder } from "../folder";

/** A program of ours that stays on the host. */
export interface HostProgram {
    readonly source: string;
    readonly mode: string;
    readonly path: string;
}

const folder = join(providerFolder, "host-configuration/remote");

/** Text of a file in `remote/`. */
export function remoteText(name: string): string {
    return readFileSync(join(folder, name), "utf8");
}

/** What every host carries, so that it can roll itself back with nobody's help. */
export const hostPrograms: readonly HostProgram[] = [
    { source: "programs/reload-units", mode: "0700", path: "/usr/local/lib/hardened-host/reload-units" },
    { source: "programs/rollback", mode: "0700", path: "/usr/local/lib/hardened-host/rollback" },
    { source: "programs/confirm", mode: "0700", path: "/usr/local/lib/hardened-host/confirm" },
    { source: "programs/old-port", mode: "0700", path: "/usr/local/lib/hardened-host/old-port" },
    { source: "programs/record-event", mode: "0700", path: "/usr/local/lib/hardened-host/record-event" },
    { source: "programs/show-activity", mode: "0700", path: "/usr/local/lib/hardened-host/show-activity" },
    { source: "programs/hardened-host", mode: "0755", path: "/usr/local/sbin/hardened-host" },
    {
        source: "units/hardened-host-rollback.service",
        mode: "0644",
        path: "/etc/systemd/system/hardened-host-rollback.service",
    },
    {
        source: "units/hardened-host-recover.service",
        mode: "0644",
        path: "/etc/systemd/system/hardened-host-recover.service",
    },
];
