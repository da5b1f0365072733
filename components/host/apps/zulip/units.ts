import { reportsOutcome } from "../../failure-report";
import { hashComment, managedNotice } from "../../formats/comments";
import { hardenedServiceSandbox, renderSystemdUnit } from "../../formats/systemd";
import type { ManagedFile } from "../../plan";
import { deployProgram, deployUnit } from "./paths";

const unitFolder = "/etc/systemd/system";

export const certificateUnit = "zulip-certificate.service";
export const certificateLinks = "/etc/tmpfiles.d/zulip-certificate.conf";

/** Where Zulip's nginx finds the certificate; and where that of the host is, which only root can follow. */
const links = {
    "/etc/ssl/private/zulip.key": "/etc/hardened-host/tls/privkey.pem",
    "/etc/ssl/certs/zulip.combined-chain.crt": "/etc/hardened-host/tls/fullchain.pem",
} as const;

export function unitFiles(): Record<string, ManagedFile> {
    return {
        [`${unitFolder}/${deployUnit}`]: {
            content: renderSystemdUnit({
                why:
                    "Not confined: it runs Zulip's installer, which installs packages, makes accounts and databases, " +
                    "and starts services.",
                Unit: {
                    Description: "Install, upgrade and configure Zulip",
                    Wants: "network-online.target",
                    After: "network-online.target hardened-host-tls-install.service",
                    ...reportsOutcome,
                },
                Service: { Type: "oneshot", ExecStart: deployProgram, TimeoutStartSec: "4h" },
                // An installation that a power loss cut off goes on.
                Install: { WantedBy: "multi-user.target" },
            }),
        },
        [`${unitFolder}/${certificateUnit}`]: {
            content: renderSystemdUnit({
                why: "Told of each new certificate, and tells nginx: that has no unit yet when the first certificate comes.",
                Unit: { Description: "Certificate of Zulip's nginx", PropagatesReloadTo: "nginx.service" },
                Service: {
                    ...hardenedServiceSandbox,
                    Type: "oneshot",
                    RemainAfterExit: true,
                    ExecStart: "/usr/bin/true",
                    ExecReload: "/usr/bin/true",
                },
                Install: { WantedBy: "multi-user.target" },
            }),
        },
        [certificateLinks]: {
            content: [
                ...hashComment(managedNotice),
                ...Object.entries(links).map(([path, target]) => `L+ ${path} - - - - ${target}`),
                "",
            ].join("\n"),
        },
    };
}
