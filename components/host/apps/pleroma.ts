import type { Site } from "../claims";
import { failureReportPlan } from "../failure-report";
import { mergePlans } from "../merge";
import type { Check } from "../part";
import type { PartialHostPlan } from "../plan";
import { installPlan, installReaches } from "../program-install";
import type { Reach } from "../reach";
import { versionFolder } from "../program-source";
import type { ProgramSource } from "../program-source";
import { defineApp } from "./app";
import { pleromaConfiguration } from "./pleroma/configuration";
import { databasePlan, pleromaBackupSet } from "./pleroma/database";
import { firstAdministratorTask } from "./pleroma/first-administrator";
import { networkPlan, networkTable } from "./pleroma/network";
import {
    account,
    configurationFile,
    httpPort,
    secretsFolder,
    serverUnit,
    staticFolder,
    stateFolder,
    uploadsFolder,
} from "./pleroma/paths";
import { clusterUnit, postgresqlPlan } from "./pleroma/postgresql";
import { secretsPlan } from "./pleroma/secrets";
import { pleromaSettings } from "./pleroma/settings";
import type { PleromaSettings } from "./pleroma/settings";
import { serverPlan } from "./pleroma/units";

/** A server of the fediverse, from upstream's release; docs/apps/pleroma.md says what of its guide is where. */
export const pleroma = defineApp({
    id: "pleroma",
    settings: pleromaSettings,
    needs: ["edge"],
    // The version of the database server is that of Debian 13. The disk is for the database and some media.
    demands: ({ memoryMaxMib, databaseMemoryMaxMib }) => ({
        memoryMib: memoryMaxMib + databaseMemoryMaxMib,
        diskMib: 10_240,
        distributions: ["debian-13"],
    }),
    claims: (settings) => ({
        sites: sites(settings),
        backupSets: [pleromaBackupSet()],
        deferredRestarts: [clusterUnit, serverUnit],
        auditedPaths: [configurationFile],
        reaches: [...installReaches(account, sourceOf(settings)), federationReach],
    }),
    tasks: firstAdministratorTask,
    plan: (settings) => {
        const source = sourceOf(settings);
        const parts = [
            installPlan(account, source),
            filesPlan(settings),
            secretsPlan(),
            postgresqlPlan({
                role: account,
                connections: settings.databaseConnections,
                memoryMaxMib: settings.databaseMemoryMaxMib,
            }),
            databasePlan(),
            // The archive has one folder, `release`.
            serverPlan(settings, `${versionFolder(account, source) ?? ""}/release`),
            networkPlan(settings),
            failureReportPlan(),
        ];
        return mergePlans(parts.map((plan) => ({ by: account, plan })));
    },
    checks,
});

/** Other servers are wherever their names say: ActivityPub is spoken over HTTPS. */
const federationReach: Reach = {
    purpose: "other servers",
    accounts: [account],
    protocol: "tcp",
    ports: [443],
    to: "public",
};

function sourceOf({ release }: PleromaSettings): ProgramSource {
    return { archive: { ...release, format: "zip", stripComponents: 0 } };
}

function filesPlan(settings: PleromaSettings): PartialHostPlan {
    const own = { mode: "0700", owner: account, group: account };
    return {
        // Upstream's list without what decodes strangers' pictures and films (imagemagick, ffmpeg): no setting uses it.
        packages: ["libimage-exiftool-perl", "libmagic1t64", "libncurses6"],
        users: { [account]: { shell: "/usr/sbin/nologin", home: stateFolder, groups: [], system: true } },
        folders: {
            "/etc/pleroma": { mode: "0750", group: account },
            [stateFolder]: own,
            [uploadsFolder]: own,
            [staticFolder]: own,
        },
        files: {
            // The server refuses to start when others may read it.
            [configurationFile]: { content: pleromaConfiguration(settings), mode: "0640", group: account },
        },
    };
}

function sites({ hostName, mediaHostName, maxUploadMib }: PleromaSettings): Site[] {
    const upstream = { loopbackPort: httpPort };
    return [
        {
            name: "pleroma",
            hostNames: [hostName],
            upstream,
            policy: {
                // It knows the addresses of media, the scripts of its pages and its WebSocket better.
                headersFromUpstream: ["Content-Security-Policy"],
                allowedFeatures: ["fullscreen"],
                // Other servers' pages show its users' own signs (custom emoji), which are served here.
                resourcePolicy: "cross-origin",
                loginPaths: ["/oauth/", "/auth/"],
                // For timelines that change while they are looked at.
                webSockets: true,
                responseTimeoutSeconds: 120,
                // A file, and the form around it.
                maxBodyMib: maxUploadMib + 1,
            },
        },
        {
            name: "pleroma-media",
            hostNames: [mediaHostName],
            upstream,
            // Users of other servers see what this one's users upload: within pages of those.
            policy: { serves: "uploads", resourcePolicy: "cross-origin" },
        },
    ];
}

function checks(): Check[] {
    return [
        { title: "Pleroma answers its health check", command: "systemctl start pleroma-health.service" },
        {
            title: "Pleroma is confined: its exposure is 2.0 or less",
            command: `systemd-analyze security --no-pager --threshold=20 ${serverUnit} >/dev/null`,
        },
        {
            title: "Pleroma, its database and Erlang's port mapper listen on this host only, and on one port",
            command: `[ "$(ss -H -ltnp | grep -E 'beam|epmd|postgres' | awk '{print $4}' | sort -u)" = 127.0.0.1:${httpPort} ]`,
        },
        {
            title: "only the web edge, root and Pleroma itself reach Pleroma's port",
            command: `nft list table inet ${networkTable} | grep -q 'tcp dport ${httpPort} .*reject'`,
        },
        {
            title: "Pleroma's database is open to its own account, and to nobody else's",
            command:
                `runuser -u ${account} -- psql -At -d ${account} -c 'SELECT 1' >/dev/null 2>&1 && ` +
                `! runuser -u nobody -- psql -At -d ${account} -U ${account} -c 'SELECT 1' >/dev/null 2>&1`,
        },
        {
            title: "Pleroma's secrets are root's only",
            command:
                `[ "$(find ${secretsFolder} -type f | wc -l)" -ge 6 ] && ` +
                `[ -z "$(find ${secretsFolder} ! -user root -o -type f -perm /077)" ]`,
        },
    ];
}
