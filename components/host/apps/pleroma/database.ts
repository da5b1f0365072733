import type { BackupSet } from "../../claims";
import { reportsOutcome } from "../../failure-report";
import { hashComment, managedNotice } from "../../formats/comments";
import { renderSystemdUnit } from "../../formats/systemd";
import type { PartialHostPlan } from "../../plan";
import { sandboxDirectives } from "../../sandbox";
import { account, databaseUnit, programs, secretsFolder, serverUnit, stateFolder } from "./paths";
import { clusterUnit, databaseServerAccount } from "./postgresql";

const createProgram = `${programs}/create-pleroma-database`;
const loadProgram = `${programs}/load-pleroma-database`;

/** Those of upstream's own setup_db.psql. */
const extensions = ["citext", "pg_trgm", "uuid-ossp"];

const asDatabaseServer = `setpriv --reuid=${databaseServerAccount} --regid=${databaseServerAccount} --init-groups`;

/** The role and its database are made where they are not, and what they may do is set at every start. */
export function databasePlan(): PartialHostPlan {
    const script = (content: string) => ({ content, mode: "0755", validate: 'sh -n "$1"' });
    return {
        files: {
            [createProgram]: script(createScript),
            [loadProgram]: script(loadScript),
            [`/etc/systemd/system/${databaseUnit}`]: { content: unit() },
        },
        units: { [databaseUnit]: { enabled: true, active: true, watches: [createProgram] } },
    };
}

/** The dump is whole by itself: it is made before the files are read, so that every upload that it names is among them. */
export function pleromaBackupSet(): BackupSet {
    return {
        name: "pleroma",
        paths: [stateFolder, secretsFolder],
        dump: `${asDatabaseServer} pg_dump --format=custom --dbname=${account} >"$1/${account}.dump"`,
        load: `${loadProgram} "$1/${account}.dump"`,
        stoppedUnits: [serverUnit],
        verify:
            `${asDatabaseServer} psql --no-psqlrc --quiet --dbname=${account} ` +
            `--command='SELECT count(*) FROM schema_migrations' >/dev/null && systemctl is-active --quiet ${serverUnit}`,
    };
}

/** PostgreSQL's own locale keeps the order of texts through upgrades of the C library, which an index would not survive. */
const locale = "LOCALE_PROVIDER builtin BUILTIN_LOCALE ''C.UTF-8'' LC_COLLATE ''C.UTF-8'' LC_CTYPE ''C.UTF-8''";

const createScript = [
    "#!/bin/sh",
    ...hashComment(managedNotice),
    ...hashComment(`create-pleroma-database [NAME]: makes the role and the database NAME, by default ${account}.`),
    "set -eu",
    `database=\${1:-${account}}`,
    'run() { psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=database="$database" --dbname="$1"; }',
    "run postgres <<'END'",
    `SELECT 'CREATE ROLE ${account}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${account}') \\gexec`,
    `ALTER ROLE ${account} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD NULL;`,
    `SELECT format('CREATE DATABASE %I OWNER ${account} TEMPLATE template0 ENCODING ''UTF8'' ${locale}', :'database')`,
    "    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec",
    'REVOKE ALL ON DATABASE :"database", postgres, template1 FROM PUBLIC;',
    "END",
    "run \"$database\" <<'END'",
    "SET client_min_messages = warning;",
    ...extensions.map((name) => `CREATE EXTENSION IF NOT EXISTS "${name}";`),
    "REVOKE ALL ON SCHEMA public FROM PUBLIC;",
    "END",
    "",
].join("\n");

const loadScript = [
    "#!/bin/sh",
    ...hashComment(managedNotice),
    ...hashComment("load-pleroma-database DUMP: the database becomes that of the dump, or stays what it is."),
    "set -eu",
    "dump=$1",
    `as_server() { ${asDatabaseServer} "$@"; }`,
    `new=${account}_restored`,
    'as_server dropdb --if-exists "$new"',
    `as_server ${createProgram} "$new"`,
    "# Only root can read the dump.",
    'as_server pg_restore --exit-on-error --single-transaction --dbname="$new" <"$dump"',
    `as_server dropdb --if-exists --force ${account}`,
    `as_server psql --no-psqlrc --quiet --dbname=postgres --command="ALTER DATABASE $new RENAME TO ${account}"`,
    `as_server vacuumdb --quiet --analyze-only --dbname=${account}`,
    "",
].join("\n");

function unit(): string {
    return renderSystemdUnit({
        Unit: {
            Description: "Make the database of Pleroma",
            // Not more: a restart of the database server is nothing that its clients have to follow.
            Wants: clusterUnit,
            After: clusterUnit,
            ...reportsOutcome,
        },
        Service: {
            ...sandboxDirectives({
                network: { kind: "none" },
                loosen: {},
                memoryMaxMib: 128,
                tasksMax: 16,
                openFilesMax: 256,
            }),
            Type: "oneshot",
            RemainAfterExit: true,
            User: databaseServerAccount,
            Group: databaseServerAccount,
            ExecStart: createProgram,
            RemoveIPC: false,
        },
        Install: { WantedBy: "multi-user.target" },
    });
}
