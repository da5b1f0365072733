import { announcesStart, reportsFailure } from "../../failure-report";
import { hashComment, managedNotice } from "../../formats/comments";
import { renderSystemdUnit } from "../../formats/systemd";
import type { ManagedFile } from "../../plan";
import { explainLoosening, sandboxDirectives } from "../../sandbox";
import type { SandboxNeeds } from "../../sandbox";
import { distributionOptions } from "./cluster";
import { distributionPort } from "./paths";
import type { EjabberdSettings } from "./settings";

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
        "/etc/default/ejabberd": { content: ejabberdctlConfiguration(settings), mode: "0644" },
    };
}

/** Read by ejabberdctl, which starts the server and gives it orders. */
function ejabberdctlConfiguration({ cluster }: EjabberdSettings): string {
    return [
        ...hashComment(managedNotice),
        "",
        ...hashComment(
            cluster === undefined
                ? "The distribution protocol: this host only, on a port that is known. Both are needed: the port alone binds all addresses."
                : "The distribution protocol: at one address, on a port that is known, which the firewall opens to the other nodes.",
        ),
        `ERL_DIST_PORT=${distributionPort}`,
        ...distributionOptions(cluster),
        "EJABBERD_PID_PATH=/run/ejabberd/ejabberd.pid",
        "EJABBERD_CONFIG_PATH=/etc/ejabberd/ejabberd.yml",
        "CONTRIB_MODULES_CONF_DIR=/etc/ejabberd/modules.d",
        "",
    ].join("\n");
}
