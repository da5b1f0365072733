import { hashComment, managedNotice } from "../../formats/comments";
import { renderIni } from "../../formats/ini";
import type { PartialHostPlan } from "../../plan";
import type { Check } from "../../part";
import type { Reach } from "../../reach";

/** How the clock is kept. */
export interface TimeSyncChoice {
    readonly protocol: "ntp" | "nts";
    /** Host names or addresses. Empty means the distribution's own pool for NTP, and {@link ntsServers} for NTS. */
    readonly servers: readonly string[];
}

/** Public servers that prove who they are (RFC 8915), of three operators, so that one wrong clock is outvoted. */
const ntsServers = ["time.cloudflare.com", "nts.netnod.se", "ptbtime1.ptb.de"];

/** A right clock is what certificates, logs and one-time codes rest on: ANSSI R71, CIS 2.3. */
export function timeSyncPlan(choice: TimeSyncChoice): PartialHostPlan {
    return choice.protocol === "ntp" ? timesyncdPlan(choice.servers) : chronyPlan(choice.servers);
}

/** Time servers are many behind one name, and the network itself may name one of its own (DHCP option 42). */
export function timeSyncReaches({ protocol }: TimeSyncChoice): Reach[] {
    const reach = (account: string, transport: Reach["protocol"], port: number, to: Reach["to"]): Reach => ({
        purpose: "time",
        accounts: [account],
        protocol: transport,
        ports: [port],
        to,
    });
    return protocol === "ntp"
        ? [reach("systemd-timesync", "udp", 123, "anywhere")]
        : [reach("_chrony", "udp", 123, "anywhere"), reach("_chrony", "tcp", 4460, "public")];
}

/** A client and nothing else, 7 MiB: enough for plain NTP. Installing it takes the place of other daemons. */
function timesyncdPlan(servers: readonly string[]): PartialHostPlan {
    const file = "/etc/systemd/timesyncd.conf.d/60-hardened-host.conf";
    const content = renderIni("Time", [
        { key: "NTP", value: servers.join(" "), why: "Servers chosen in the settings; all are asked in turn." },
    ]);
    return {
        packages: ["systemd-timesyncd"],
        files: servers.length === 0 ? {} : { [file]: { content } },
        units: { "systemd-timesyncd.service": { enabled: true, active: true, watches: [file] } },
    };
}

function chronyPlan(servers: readonly string[]): PartialHostPlan {
    const file = "/etc/chrony/chrony.conf";
    return {
        packages: ["chrony"],
        files: {
            [file]: {
                content: chronyConf(servers.length === 0 ? ntsServers : servers),
                validate: 'chronyd -p -f "$1"',
            },
        },
        units: { "chrony.service": { enabled: true, active: true, watches: [file] } },
    };
}

function chronyConf(servers: readonly string[]): string {
    return [
        ...hashComment(managedNotice),
        "",
        ...hashComment("Time that is signed by the server, RFC 8915; two must agree."),
        ...servers.map((server) => `server ${server} iburst nts`),
        `minsources ${Math.min(2, servers.length)}`,
        "ntsdumpdir /var/lib/chrony",
        "",
        ...hashComment("A client only: no port is open, and commands come over a local socket."),
        "port 0",
        "cmdport 0",
        "",
        ...hashComment("A machine that slept is set right at once in its first three corrections."),
        "makestep 1.0 3",
        "rtcsync",
        "driftfile /var/lib/chrony/chrony.drift",
        "logdir /var/log/chrony",
        "leapsectz right/UTC",
        "",
    ].join("\n");
}

export function timeSyncChecks({ protocol }: TimeSyncChoice): Check[] {
    const unit = protocol === "ntp" ? "systemd-timesyncd.service" : "chrony.service";
    return [
        {
            title: "the clock is kept by a service that starts at boot",
            covers: ["CIS13 2.3.1.1", "BP28 R71"],
            command: `systemctl is-enabled --quiet ${unit} && systemctl is-active --quiet ${unit}`,
            holdsOnStock: "most cloud images bring systemd-timesyncd",
        },
    ];
}
