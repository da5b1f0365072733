import { announcesStart, failureReportPlan, reportsFailure, reportsOutcome } from "./failure-report";
import { renderSystemdUnit, systemdArgument } from "./formats/systemd";
import type { SystemdDirectives } from "./formats/systemd";
import type { ManagedFile, PartialHostPlan, SecretFileSlot, UnitState } from "./plan";
import { explainLoosening, sandboxDirectives } from "./sandbox";
import type { SandboxNeeds } from "./sandbox";
import { healthFiles, siteFiles } from "./service-companions";

/** A secret that a program gets, and how. */
export interface Credential {
    /** Name of the secret in the stack's settings. */
    readonly secret: string;
    /** Environment variable that gets its content, for a program that cannot read it from a file. @default none */
    readonly environment?: string | undefined;
}

/** A program as a systemd service with an account, a sandbox and a state folder of its own. */
export interface SandboxedService {
    /** Name of the unit, of its account and of its folders. */
    readonly name: string;
    readonly description: string;
    /** Program and arguments, as they are: nothing in them is expanded. */
    readonly command: readonly [string, ...string[]];
    readonly sandbox: SandboxNeeds;
    /** Keeps a folder /var/lib/<name> that only it can read. */
    readonly keepsState: boolean;
    /** Folders of others that it may write to, and that its account must own. @default none */
    readonly writablePaths?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly credentials?: Readonly<Record<string, Credential>>;
    /** Port on its own loopback interface; the web edge reaches it through {@link siteFiles}. */
    readonly port?: number | undefined;
    /** Shell command that exits 0 when the program works; run in its sandbox. A delivery fails when it never does. */
    readonly healthCommand?: string | undefined;
    /** Seconds that it may take to become healthy. @default 60 */
    readonly startTimeoutSeconds?: number;
}

const programs = "/usr/local/lib/hardened-host";

/** Where a credential lies on the host: root's only; systemd hands it to the service, see systemd.exec(5). */
function credentialPath(name: string, credential: string): string {
    return `/etc/hardened-host/credentials/${name}/${credential}`;
}

/** The service's account, files and units. */
export function sandboxedServicePlan(service: SandboxedService): PartialHostPlan {
    const { name, credentials = {} } = service;
    const failures = failureReportPlan();
    const secretFiles = Object.entries(credentials).map(([credential, { secret }]): [string, SecretFileSlot] => [
        credentialPath(name, credential),
        { secret },
    ]);
    const withSecrets = secretFiles.length > 0;
    return {
        packages: service.healthCommand?.startsWith("curl ") === true ? ["curl"] : [],
        users: { [name]: { shell: "/usr/sbin/nologin", home: `/var/lib/${name}`, groups: [], system: true } },
        folders: {
            ...failures.folders,
            ...(withSecrets
                ? {
                      "/etc/hardened-host": {},
                      "/etc/hardened-host/credentials": { mode: "0700" },
                      [`/etc/hardened-host/credentials/${name}`]: { mode: "0700", exclusive: true },
                  }
                : {}),
        },
        files: {
            ...failures.files,
            ...wrapperFile(service),
            [`/etc/systemd/system/${name}.service`]: { content: mainUnit(service) },
            ...siteFiles(name, service.port),
            ...healthFiles(name, service.healthCommand, service.sandbox),
        },
        secretFiles: Object.fromEntries(secretFiles),
        units: unitStates(
            service,
            secretFiles.map(([path]) => path),
        ),
    };
}

function unitStates(service: SandboxedService, secretPaths: readonly string[]): Record<string, UnitState> {
    const { name } = service;
    const running = { enabled: true, active: true };
    const watches = [...secretPaths, ...Object.keys(wrapperFile(service))];
    return {
        [`${name}.service`]: { ...running, ...(watches.length === 0 ? {} : { watches }) },
        ...(service.port === undefined ? {} : { [`${name}-site.socket`]: running }),
        ...(service.healthCommand === undefined ? {} : { [`${name}-health.timer`]: running }),
    };
}

function mainUnit(service: SandboxedService): string {
    const { name, description, sandbox, credentials = {}, environment = {}, writablePaths = [] } = service;
    return renderSystemdUnit({
        why: explainLoosening(sandbox),
        Unit: {
            Description: description,
            After: "network.target",
            StartLimitIntervalSec: "10min",
            StartLimitBurst: 5,
            // That it was started says nothing of a program that cannot be asked whether it works.
            ...(service.healthCommand === undefined ? reportsOutcome : reportsFailure),
        },
        Service: {
            ...sandboxDirectives(sandbox),
            Type: "exec",
            User: name,
            Group: name,
            ExecStart: [...startsWith(service), ...service.command].map(systemdArgument).join(" "),
            ...lines(
                "Environment",
                Object.entries(environment).map(([key, value]) => systemdArgument(`${key}=${value}`)),
            ),
            ...lines(
                "LoadCredential",
                Object.keys(credentials).map((id) => `${id}:${credentialPath(name, id)}`),
            ),
            ...(service.keepsState
                ? { StateDirectory: name, StateDirectoryMode: "0700", WorkingDirectory: `/var/lib/${name}` }
                : {}),
            ...lines("ReadWritePaths", writablePaths),
            ...healthyStart(service),
            Restart: "on-failure",
            RestartSec: "5s",
        },
        Install: { WantedBy: "multi-user.target" },
    });
}

function lines(key: string, values: readonly string[]): SystemdDirectives {
    return values.length === 0 ? {} : { [key]: values };
}

/** A wrong program or setting fails the delivery, which then rolls back, and not the first user's request. */
function healthyStart({ healthCommand, startTimeoutSeconds = 60 }: SandboxedService): SystemdDirectives {
    if (healthCommand === undefined) return {};
    const wait = `for _ in $(seq ${startTimeoutSeconds}); do ${healthCommand} >/dev/null 2>&1 && exit 0; kill -0 "$MAINPID" || exit 1; sleep 1; done; exit 1`;
    return {
        ExecStartPost: [`/bin/sh -c ${systemdArgument(wait)}`, announcesStart],
        TimeoutStartSec: `${startTimeoutSeconds + 15}s`,
    };
}

function startsWith(service: SandboxedService): string[] {
    return Object.keys(wrapperFile(service));
}

/** Puts credentials into the environment of a program that looks for them there. */
function wrapperFile({ name, credentials = {} }: SandboxedService): Record<string, ManagedFile> {
    const assignments = Object.entries(credentials).flatMap(([id, { environment }]) =>
        environment === undefined
            ? []
            : [`${environment}=$(cat "$CREDENTIALS_DIRECTORY/${id}")`, `export ${environment}`],
    );
    if (assignments.length === 0) return {};
    const content = ["#!/bin/sh", `# Started by ${name}.service.`, "set -eu", ...assignments, 'exec "$@"', ""].join(
        "\n",
    );
    return { [`${programs}/run-${name}`]: { content, mode: "0755", validate: 'sh -n "$1"' } };
}
