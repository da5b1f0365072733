import { hashComment, managedNotice } from "../../formats/comments";
import { renderSystemdUnit } from "../../formats/systemd";
import type { PartialHostPlan } from "../../plan";
import { sandboxDirectives } from "../../sandbox";
import type { SandboxNeeds } from "../../sandbox";

/** What Debian 13 has; the package makes one cluster, `main`. */
const version = "17";
const configurationFolder = `/etc/postgresql/${version}/main`;
const accessFile = `${configurationFolder}/pg_hba.conf`;
const optionsFile = `${configurationFolder}/conf.d/60-hardened-host.conf`;

export const clusterUnit = `postgresql@${version}-main.service`;
export const databaseServerAccount = "postgres";

/** A role and the database of its name. */
export interface DatabasePolicy {
    readonly role: string;
    readonly connections: number;
    readonly memoryMaxMib: number;
}

/** The distribution's database server for one program: on a Unix socket, by the word of the kernel who asks. */
export function postgresqlPlan(policy: DatabasePolicy): PartialHostPlan {
    const file = (content: readonly string[]) => ({
        content: [...hashComment(managedNotice), ...content, ""].join("\n"),
        mode: "0640",
        // Not its own: the server cannot change who may come in.
        group: databaseServerAccount,
    });
    const unitFile = `/etc/systemd/system/${clusterUnit}.d/60-hardened-host.conf`;
    return {
        packages: ["postgresql"],
        files: {
            [accessFile]: file(accessRules(policy)),
            [optionsFile]: file(options(policy)),
            [unitFile]: { content: dropIn(policy) },
        },
        units: {
            "postgresql.service": { enabled: true },
            [clusterUnit]: { active: true },
        },
        activations: {
            // Before any unit: whoever is started then finds the server as it is to be, or the delivery fails.
            "app-postgresql": {
                watches: [accessFile, optionsFile, unitFile],
                command: `systemctl restart ${clusterUnit}`,
            },
        },
    };
}

/** The first rule that fits decides, and what none fits is refused: pg_hba.conf, "Client Authentication". */
function accessRules({ role }: DatabasePolicy): string[] {
    return [
        ...hashComment("TYPE DATABASE USER METHOD. Who is not named here is refused before anything is asked."),
        `local all ${databaseServerAccount} peer`,
        `local ${role} ${role} peer`,
    ];
}

function options({ connections }: DatabasePolicy): string[] {
    return [
        ...hashComment("No network at all."),
        "listen_addresses = ''",
        "ssl = off",
        "password_encryption = 'scram-sha-256'",
        ...hashComment("For the program, for backups and for people at work on it."),
        `max_connections = ${connections + 10}`,
        ...hashComment("It would compile queries into memory that is both written and run."),
        "jit = off",
        "log_connections = on",
        "log_disconnections = on",
    ];
}

/** Over the distribution's unit, which starts as root: pg_ctlcluster(1) is as content with the cluster's owner. */
function dropIn({ memoryMaxMib }: DatabasePolicy): string {
    const needs: SandboxNeeds = {
        network: { kind: "none" },
        loosen: {},
        memoryMaxMib,
        tasksMax: 256,
        openFilesMax: 65_536,
    };
    return renderSystemdUnit({
        why:
            "Its sandbox is loosened for one thing: with a user namespace of its own the server would take every process " +
            "that connects for nobody's, and peer authentication would refuse it.",
        Service: {
            ...sandboxDirectives(needs),
            // The package's has a minus before it: a server that does not start would go unnoticed.
            ExecStart: ["", "/usr/bin/pg_ctlcluster --skip-systemctl-redirect %i start"],
            User: databaseServerAccount,
            Group: databaseServerAccount,
            PrivateUsers: false,
            ReadWritePaths: "/run/postgresql /var/lib/postgresql /var/log/postgresql",
            // Processes of the same account that end, such as those of a backup, are not to take the server's memory along.
            RemoveIPC: false,
        },
    });
}
