import { siteSocketGroup } from "./claims";
import { reportsOutcome } from "./failure-report";
import { renderSystemdUnit, systemdArgument } from "./formats/systemd";
import type { ManagedFile } from "./plan";
import { sandboxDirectives } from "./sandbox";
import type { SandboxNeeds } from "./sandbox";

/** Socket behind which a service with a port waits for the web edge. */
export function siteSocket(name: string): string {
    return `/run/hardened-host-sites/${name}.sock`;
}

/** The way from the web edge into the service's own network: the only one. */
export function siteFiles(name: string, port: number | undefined): Record<string, ManagedFile> {
    if (port === undefined) return {};
    const needs = {
        network: { kind: "own-loopback" },
        loosen: {},
        memoryMaxMib: 64,
        tasksMax: 16,
        openFilesMax: 4096,
    } as const;
    return {
        [`/etc/systemd/system/${name}-site.socket`]: {
            content: renderSystemdUnit({
                why: "The web edge's way to the service: no TCP port of the host leads there.",
                Unit: { Description: `Site of ${name}` },
                Socket: { ListenStream: siteSocket(name), SocketMode: "0660", SocketGroup: siteSocketGroup },
                Install: { WantedBy: "sockets.target" },
            }),
        },
        [`/etc/systemd/system/${name}-site.service`]: {
            content: renderSystemdUnit({
                Unit: {
                    Description: `Site of ${name}, in its network`,
                    BindsTo: `${name}.service`,
                    After: `${name}.service`,
                    JoinsNamespaceOf: `${name}.service`,
                },
                Service: {
                    ...sandboxDirectives(needs),
                    Type: "notify",
                    DynamicUser: true,
                    // Both have a private one; joined namespaces would share it.
                    PrivateTmp: false,
                    ExecStart: `/usr/lib/systemd/systemd-socket-proxyd 127.0.0.1:${port}`,
                },
            }),
        },
    };
}

/** Asks every five minutes whether the service still works. */
export function healthFiles(
    name: string,
    healthCommand: string | undefined,
    sandbox: SandboxNeeds,
): Record<string, ManagedFile> {
    if (healthCommand === undefined) return {};
    return {
        [`/etc/systemd/system/${name}-health.service`]: {
            content: renderSystemdUnit({
                Unit: {
                    Description: `See whether ${name} works`,
                    JoinsNamespaceOf: `${name}.service`,
                    ...reportsOutcome,
                },
                Service: {
                    ...sandboxDirectives({ ...sandbox, loosen: {} }),
                    Type: "oneshot",
                    User: name,
                    Group: name,
                    ExecStart: `/bin/sh -c ${systemdArgument(healthCommand)}`,
                    TimeoutStartSec: "30s",
                },
            }),
        },
        [`/etc/systemd/system/${name}-health.timer`]: {
            content: renderSystemdUnit({
                Unit: { Description: `See every five minutes whether ${name} works` },
                Timer: { OnActiveSec: "5min", OnUnitActiveSec: "5min", AccuracySec: "30s" },
                Install: { WantedBy: "timers.target" },
            }),
        },
    };
}
