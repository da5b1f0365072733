import { announcesStart, reportsFailure } from "../../failure-report";
import { hashComment, managedNotice } from "../../formats/comments";
import { renderSystemdUnit } from "../../formats/systemd";
import type { ManagedFile } from "../../plan";
import { explainLoosening, sandboxDirectives } from "../../sandbox";
import type { SandboxNeeds } from "../../sandbox";
import type { EjabberdSettings } from "./settings";

/** Of the distribution protocol between Erlang's nodes: whoever speaks it with the cookie owns the server. */
export const distributionPort = 5210;

/** Over the distribution's unit: the drop-in says what differs. */
export function ejabberdUnits(settings: EjabberdSettings): Record<string, ManagedFile> {
    const needs: SandboxNeeds = {
        network: { kind: "host", allowed: "any" },
        loosen: { ownFiles: "Erlang gives the cookie that it makes at its first start to itself" },
        memoryMaxMib: settings.memoryMaxMib,
        tasksMax: 512,
        openFilesMax: 65_536,
    };
    return {
        "/etc/systemd/system/ejabberd.service.d/60-hardened-host.conf": {
            content: renderSystemdUnit({
                why: explainLoosening(needs),
                Unit: reportsFailure,
                Service: {
                    ...sandboxDirectives(needs),
                    ExecStartPost: announcesStart,
                    // All its ports are above 1024.
                    AmbientCapabilities: "",
                    ReadWritePaths: "/var/lib/ejabberd /var/log/ejabberd /run/ejabberd",
                },
            }),
        },
        "/etc/systemd/system/epmd.socket.d/60-hardened-host.conf": {
            content: renderSystemdUnit({
                why:
                    "The package's unit listens on every address; ejabberd's unit cannot do without it, though with a fixed port " +
                    "it has no use for it.",
                Socket: { ListenStream: ["", "127.0.0.1:4369", "[::1]:4369"] },
            }),
        },
        "/etc/default/ejabberd": { content: ejabberdctlConfiguration(), mode: "0644" },
    };
}

/** Read by ejabberdctl, which starts the server and gives it orders. */
function ejabberdctlConfiguration(): string {
    return [
        ...hashComment(managedNotice),
        "",
        ...hashComment(
            "The distribution protocol: this host only, on a port that is known. Both are needed: the port alone binds all addresses.",
        ),
        `ERL_DIST_PORT=${distributionPort}`,
        "INET_DIST_INTERFACE=127.0.0.1",
        "",
        ...hashComment("No dump of the memory, with all that is in it, when it crashes."),
        'ERL_OPTIONS="-env ERL_CRASH_DUMP_BYTES 0"',
        "EJABBERD_PID_PATH=/run/ejabberd/ejabberd.pid",
        "EJABBERD_CONFIG_PATH=/etc/ejabberd/ejabberd.yml",
        "CONTRIB_MODULES_CONF_DIR=/etc/ejabberd/modules.d",
        "",
    ].join("\n");
}
