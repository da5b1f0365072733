import type { Opening } from "../plan";
import { defineApp } from "./app";
import { backupsFolder, dataFolder, finishedFile, setupPlan } from "./cloudron/setup";
import { cloudronSettings } from "./cloudron/settings";
import type { CloudronSettings } from "./cloudron/settings";
import { steppingBack } from "./cloudron/stepping-back";

/**
 * A host for Cloudron, which brings its own web server, containers and firewall: what it insists on is left to it.
 * docs/apps/cloudron.md says what is proved of it here, which is less than of the other apps.
 */
export const cloudron = defineApp({
    id: "cloudron",
    settings: cloudronSettings,
    demands: () => ({
        // With what the system needs: 2 GiB, as upstream advises, and the 18 GiB that its setup asks for.
        memoryMib: 1792,
        diskMib: 16_384,
        distributions: ["ubuntu-24.04"],
        // Its firewall lets SSH in on these and no other: docs.cloudron.io/security.
        sshPorts: [22, 202],
        alone: true,
        excludes: {
            edge: "its setup refuses a host with nginx, and brings its own",
            tls: "it gets certificates for its own web and mail servers, on the same ports",
        },
    }),
    stepsBack: () => steppingBack,
    claims: (settings) => ({
        openings: openings(settings),
        deferredRestarts: ["box.service", "containerd.service", "docker.service", "mysql.service"],
        backupSets: [
            {
                name: "cloudron",
                paths: [dataFolder],
                verify: `find ${backupsFolder} -type f 2>/dev/null | grep -q .`,
            },
        ],
    }),
    plan: (settings) => setupPlan(settings),
    checks: () => [
        {
            title: "Cloudron was set up by the script of the settings",
            command: `test -e ${finishedFile} && ! systemctl is-failed --quiet cloudron-setup.service`,
        },
        {
            title: "Cloudron answers",
            command: "curl --fail --silent --max-time 10 http://127.0.0.1:3000/api/v1/cloudron/status >/dev/null",
        },
    ],
});

function openings({ mail }: CloudronSettings): Opening[] {
    const tcp = (port: number, purpose: string): Opening => ({ protocol: "tcp", port, sources: [], purpose });
    return [
        tcp(80, "HTTP, redirected"),
        tcp(443, "HTTPS"),
        ...(mail
            ? [
                  tcp(25, "mail from other servers"),
                  tcp(587, "mail submission"),
                  tcp(993, "IMAP over TLS"),
                  tcp(4190, "mail filters (Sieve)"),
              ]
            : []),
    ];
}
