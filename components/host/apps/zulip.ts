import { refuseUncertifiedName } from "../certificate-name";
import { failureReportPlan } from "../failure-report";
import { mergePlans } from "../merge";
import type { ManagedFile, PartialHostPlan } from "../plan";
import { installPlan } from "../program-install";
import { versionFolder } from "../program-source";
import type { ProgramSource } from "../program-source";
import { defineApp } from "./app";
import { backupSet } from "./zulip/backup";
import { zulipChecks } from "./zulip/checks";
import { confinedServices, confinementFiles } from "./zulip/confinement";
import { deployProgramText, enoughMemory } from "./zulip/deploy-program";
import { organizationLinkProgram, organizationLinkTask } from "./zulip/organization-link";
import * as paths from "./zulip/paths";
import { enterSecretsProgram, secretFiles } from "./zulip/secrets";
import { settingsPy } from "./zulip/settings-py";
import { zulipSettings } from "./zulip/settings";
import type { ZulipSettings } from "./zulip/settings";
import { certificateLinks, certificateUnit, unitFiles } from "./zulip/units";
import { zulipConf } from "./zulip/zulip-conf";

/**
 * The Zulip chat server, by its own installer, which takes the host over; docs/apps/zulip.md says what of its guide is
 * where.
 */
export const zulip = defineApp({
    id: "zulip",
    settings: zulipSettings,
    needs: ["tls"],
    // What its requirements ask for, the system's part taken off. Debian 12 and Ubuntu it would run on too: not proved.
    demands: () => ({
        memoryMib: 1792,
        diskMib: 10_240,
        distributions: ["debian-13"],
        alone: true,
        excludes: {
            edge: "Zulip brings a web server of its own, in the same files and on the same ports",
        },
    }),
    stepsBack: () => ({
        egress: "Zulip's installer and its updates fetch from many servers that nobody has listed",
    }),
    claims: (settings) => ({
        openings: [{ protocol: "tcp", port: 443, sources: [], purpose: "Zulip" }],
        certificateReloads: [certificateUnit],
        servedCertificates: [{ port: 443, serverName: settings.hostName }],
        auditedPaths: [paths.configurationFolder],
        backupSets: [backupSet(settings)],
        deferredRestarts: [
            `postgresql@${settings.postgresqlVersion}-main.service`,
            ...["rabbitmq-server.service", "redis-server.service", "supervisor.service"],
        ],
    }),
    tasks: organizationLinkTask,
    plan: (settings, _host, claims) => {
        refuseUncertifiedName(settings.hostName, claims.certificateNames, {
            sides: ["apps.zulip", "tls"],
            setting: "apps.zulip.hostName",
        });
        const source = sourceOf(settings);
        const parts = [installPlan("zulip", source), failureReportPlan(), ownPlan(settings, source)];
        return mergePlans(parts.map((plan) => ({ by: "zulip", plan })));
    },
    checks: () => zulipChecks,
});

function sourceOf({ release: { version, sha256, url } }: ZulipSettings): ProgramSource {
    const upstream = `https://download.zulip.com/server/zulip-server-${version}.tar.gz`;
    // Kept packed: the installer moves away what was unpacked, and an upgrade wants the archive.
    return { archive: { url: url ?? upstream, sha256, format: "file", version, stripComponents: 1 } };
}

function ownPlan(settings: ZulipSettings, source: ProgramSource): PartialHostPlan {
    const programs = programFiles(settings, source);
    const configuration = configurationFiles(settings);
    const secrets = secretFiles(settings);
    const confinement = confinementFiles(settings.confineApplication);
    const deployInputs = [...Object.keys(programs), ...Object.keys(configuration), ...Object.keys(secrets)];
    return {
        // The port mapper comes before RabbitMQ, so that its socket is where it should be from the first.
        packages: ["ca-certificates", "curl", "erlang-base", "openssl", "python3"],
        users: { [paths.account]: { shell: "/bin/bash", home: paths.home, groups: [] } },
        folders: {
            [paths.configurationFolder]: zulipsOwn("0755"),
            [paths.backupFolder]: zulipsOwn("0700"),
            ...(settings.uploads.s3 === undefined ? { [paths.uploadFolder]: zulipsOwn("0750") } : {}),
            [paths.secretsFolder]: { mode: "0700" },
            [paths.stateFolder]: { mode: "0700" },
        },
        files: { ...programs, ...configuration, ...confinement, ...unitFiles() },
        secretFiles: secrets,
        units: {
            "epmd.socket": { enabled: true, active: true },
            [certificateUnit]: { enabled: true, active: true },
            [paths.deployUnit]: { enabled: true },
        },
        activations: {
            "zulip-1-certificate": {
                watches: [certificateLinks],
                command: `if [ -e ${certificateLinks} ]; then systemd-tmpfiles --create ${certificateLinks}; fi`,
            },
            "zulip-2-confinement": { watches: Object.keys(confinement), command: restartConfined },
            "zulip-3-deploy": {
                watches: deployInputs,
                command: `if [ -x ${paths.deployProgram} ]; then systemctl start --no-block ${paths.deployUnit}; fi`,
            },
        },
    };
}

/** Owner and mode are those that Zulip's puppet gives: of two who disagree, one would always be undone. */
function zulipsOwn(mode: string) {
    return { mode, owner: paths.account, group: paths.account };
}

const parsesAsPython = `python3 -I -c 'import ast, sys; ast.parse(open(sys.argv[1]).read())' "$1"`;
const parsesAsIni = `python3 -I -c 'import configparser, sys; configparser.RawConfigParser().read_file(open(sys.argv[1]))' "$1"`;

function configurationFiles(settings: ZulipSettings): Record<string, ManagedFile> {
    const { saml } = settings.authentication;
    return {
        [paths.settingsFile]: { content: settingsPy(settings), ...zulipsOwn("0644"), validate: parsesAsPython },
        [paths.systemFile]: { content: zulipConf(settings), ...zulipsOwn("0644"), validate: parsesAsIni },
        ...(saml === undefined
            ? {}
            : { [`${paths.configurationFolder}/saml/idps/saml.crt`]: { content: `${saml.certificate.trimEnd()}\n` } }),
    };
}

function programFiles(settings: ZulipSettings, source: ProgramSource): Record<string, ManagedFile> {
    const release = versionFolder("zulip", source) ?? "";
    const shell = { mode: "0755", validate: 'sh -n "$1"' };
    return {
        [paths.deployProgram]: {
            content: deployProgramText(settings, release),
            mode: "0755",
            // Zulip's installer would refuse the machine as well, but after the delivery.
            validate: `sh -n "$1" && ${enoughMemory}`,
        },
        [paths.secretsProgram]: { content: enterSecretsProgram(settings), mode: "0755", validate: parsesAsPython },
        [paths.linkProgram]: { content: organizationLinkProgram(), ...shell },
    };
}

const restartConfined =
    `for unit in ${confinedServices.join(" ")} $(systemctl list-units --plain --no-legend 'postgresql@*' | cut -d ' ' -f 1); do ` +
    "if systemctl is-active --quiet $unit; then systemctl restart $unit; fi; done";
