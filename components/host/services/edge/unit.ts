import { announcesStart, reportsFailure } from "../../failure-report";
import { hardenedServiceSandbox, renderSystemdUnit } from "../../formats/systemd";
import type { SystemdDirectives } from "../../formats/systemd";
import { logFolder } from "./logs";

/** Debian's account for web servers: no program of this product runs as it, and none of its files are the edge's. */
export const account = "www-data";
export const pidFile = "/run/nginx/nginx.pid";

/** Where nginx keeps a body that is larger than its buffers; its subfolders belong to the workers. */
export const bodyFolder = "/var/lib/nginx";

/** What was taken back of {@link hardenedServiceSandbox} has its reason here; so has what remains of the exposure. */
const sandbox: SystemdDirectives = {
    ...hardenedServiceSandbox,
    // The first process is root's, so that the key can stay root's and a reload reads the next one. It has none of
    // root's powers but these: ports below 1024, and becoming www-data in the workers, which then have none at all.
    CapabilityBoundingSet: "CAP_NET_BIND_SERVICE CAP_SETGID CAP_SETUID",
    SystemCallFilter: ["@system-service", "~@privileged @resources", "@setuid"],
    // In a user namespace of its own it could neither bind these ports nor become www-data.
    PrivateUsers: false,
    // It is there to be reached.
    PrivateNetwork: false,
    IPAddressDeny: "",
    RestrictAddressFamilies: "AF_INET AF_INET6 AF_UNIX",
    SocketBindAllow: ["tcp:80", "tcp:443", "udp:443"],
    SocketBindDeny: "any",
    LimitNOFILE: 65_536,
    ReadWritePaths: `${bodyFolder} ${logFolder}`,
    RuntimeDirectory: "nginx",
    InaccessiblePaths: "-/var/lib/hardened-host -/etc/shadow -/etc/ssh",
};

/** Beside Debian's unit, which starts nginx as a daemon and tests the configuration before. */
export const nginxDropIn = renderSystemdUnit({
    why: "The web edge, with no more rights than it needs.",
    Unit: { ...reportsFailure, StartLimitIntervalSec: "5min", StartLimitBurst: 5 },
    Service: {
        ...sandbox,
        PIDFile: pidFile,
        ExecStartPost: announcesStart,
        // A configuration or a certificate that is no good leaves the running one in force, and the reload fails.
        ExecReload: ["", "/usr/sbin/nginx -t -q", "/bin/kill -HUP $MAINPID"],
        // QUIT: what is being answered is answered to its end.
        ExecStop: "",
        KillSignal: "SIGQUIT",
        TimeoutStopSec: "15s",
        Restart: "on-failure",
        RestartSec: "2s",
    },
});
