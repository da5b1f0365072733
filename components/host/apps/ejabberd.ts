import type { BackupSet } from "../claims";
import { failureReportPlan } from "../failure-report";
import { renderYaml } from "../formats/yaml";
import type { Check } from "../part";
import type { Opening } from "../plan";
import type { Reach } from "../reach";
import { defineApp } from "./app";
import { clusterFiles, clusterOpenings, clusterPlan, clusterReaches, joinTask } from "./ejabberd/cluster";
import { certificateFolder, ejabberdConfiguration, uploadFolder } from "./ejabberd/configuration";
import { firstAdministratorTask } from "./ejabberd/first-administrator";
import { ejabberdSettings, turnPort } from "./ejabberd/settings";
import type { EjabberdSettings } from "./ejabberd/settings";
import { distributionPort } from "./ejabberd/paths";
import { ejabberdUnits } from "./ejabberd/units";

const configuration = "/etc/ejabberd/ejabberd.yml";

/** An XMPP server, from the distribution, which keeps it patched; docs/apps/ejabberd.md says what of its guide is where. */
export const ejabberd = defineApp({
    id: "ejabberd",
    settings: ejabberdSettings,
    needs: ["tls"],
    // Debian 12 has 23.01, which lacks the security releases since.
    demands: ({ memoryMaxMib }) => ({ memoryMib: memoryMaxMib, diskMib: 1024, distributions: ["debian-13"] }),
    claims: (settings) => ({
        openings: openings(settings),
        certificateCopies: [
            {
                folder: certificateFolder,
                format: "combined",
                owner: "ejabberd",
                group: "ejabberd",
                unit: "ejabberd.service",
            },
        ],
        backupSets: [backupSet(settings)],
        deferredRestarts: ["ejabberd.service"],
        reaches: reaches(settings),
    }),
    tasks: (settings) => [...firstAdministratorTask(settings), ...joinTask(settings.cluster)],
    plan: (settings) => {
        const failures = failureReportPlan();
        const cluster = settings.cluster === undefined ? {} : clusterPlan(settings.cluster);
        return {
            packages: ["ca-certificates", "ejabberd", ...(cluster.packages ?? [])],
            secretFiles: cluster.secretFiles ?? {},
            folders: {
                ...failures.folders,
                ...cluster.folders,
                "/etc/ejabberd": { mode: "0750", group: "ejabberd" },
                [uploadFolder]: { mode: "0750", owner: "ejabberd", group: "ejabberd" },
            },
            files: {
                ...failures.files,
                ...cluster.files,
                [configuration]: {
                    content: renderYaml(ejabberdConfiguration(settings)),
                    mode: "0640",
                    group: "ejabberd",
                },
                ...ejabberdUnits(settings),
            },
            units: {
                "ejabberd.service": {
                    enabled: true,
                    active: true,
                    watches: [
                        ...[configuration, "/etc/default/ejabberd"],
                        ...(settings.cluster === undefined ? [] : clusterFiles),
                    ],
                },
                "epmd.socket": { enabled: true, active: true },
            },
        };
    },
    checks: ({ cluster }) => [
        { title: "ejabberd is running", command: "ejabberdctl status >/dev/null" },
        distributionCheck(cluster?.address ?? "127.0.0.1"),
        {
            title: "ejabberd lets nobody make an account over the network",
            command: `ejabberdctl status >/dev/null && ! grep -q mod_register ${configuration}`,
        },
        {
            title: "ejabberd is confined: its exposure is 2.0 or less",
            command: "systemd-analyze security --no-pager --threshold=20 ejabberd.service >/dev/null",
        },
    ],
});

function distributionCheck(address: string): Check {
    const alone = address === "127.0.0.1";
    const escaped = address.replaceAll(".", "\\.");
    return {
        title: `the protocol between Erlang's nodes is spoken ${alone ? "on this host" : `at ${address}, over TLS,`} only`,
        command:
            `ss -H -ltn 'sport = ${distributionPort}' | grep -q '${escaped}:${distributionPort}' && ` +
            `! ss -H -ltn | awk '{print $4}' | grep -E ':(4369|${distributionPort})$' | grep -vE '^(127\\.0\\.0\\.1|\\[::1\\]${alone ? "" : `|${escaped}`}):'` +
            (alone
                ? ""
                : ` && openssl s_client -connect ${address}:${distributionPort} </dev/null 2>&1 | grep -q 'TLSv1.3'`),
    };
}

function openings({ federation, directTls, https, turn, cluster }: EjabberdSettings): Opening[] {
    const tcp = (port: number, purpose: string): Opening => ({ protocol: "tcp", port, sources: [], purpose });
    return [
        tcp(5222, "XMPP clients"),
        ...clusterOpenings(cluster),
        ...(directTls ? [tcp(5223, "XMPP clients, direct TLS")] : []),
        ...(federation ? [tcp(5269, "XMPP servers")] : []),
        ...(https ? [tcp(5443, "XMPP files and web clients")] : []),
        ...(turn === undefined
            ? []
            : [
                  { protocol: "udp" as const, port: turnPort, sources: [], purpose: "XMPP calls, STUN and TURN" },
                  {
                      protocol: "udp" as const,
                      port: turn.firstPort,
                      portEnd: turn.lastPort,
                      sources: [],
                      purpose: "XMPP calls, relayed",
                  },
              ]),
    ];
}

/** Other servers say in DNS on which port they listen: XEP-0368, RFC 6120 3.2. A call goes wherever the caller is. */
function reaches({ federation, turn, cluster }: EjabberdSettings): Reach[] {
    const reach = (purpose: string, protocol: Reach["protocol"]): Reach => ({
        purpose,
        accounts: ["ejabberd"],
        protocol,
        ports: [],
        to: "public",
    });
    return [
        ...clusterReaches(cluster),
        ...(federation ? [reach("XMPP servers", "tcp")] : []),
        ...(turn === undefined ? [] : [reach("XMPP calls, relayed", "udp")]),
    ];
}

/** The server writes and reads its own copy, and only where its sandbox lets it. */
function backupSet({ domain }: EjabberdSettings): BackupSet {
    const copy = "/var/lib/ejabberd/database.backup";
    return {
        name: "ejabberd",
        paths: ["/etc/ejabberd", uploadFolder],
        changedByDump: ["/var/lib/ejabberd"],
        dump: `ejabberdctl backup ${copy} && mv ${copy} "$1/database.backup"`,
        load:
            `install -m 0600 -o ejabberd -g ejabberd "$1/database.backup" ${copy} && ejabberdctl started && ` +
            `ejabberdctl restore ${copy} && rm ${copy}`,
        verify: `ejabberdctl started && ejabberdctl registered_users ${domain} >/dev/null`,
    };
}
