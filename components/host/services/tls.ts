import type { CertificateCopy, Claims } from "../claims";
import { failureReportPlan } from "../failure-report";
import { PlanConflictError } from "../conflicts";
import type { Check, HostFacts } from "../part";
import { pemText } from "../pem";
import type { ManagedFile, ManagedFolder, SecretFileSlot } from "../plan";
import { defineService } from "./service";
import { clientConfiguration, clientConfigurationText, clientRoots, signProgramText } from "./tls/acme-client";
import { authorityProgramText } from "./tls/authority-program";
import { challengeProgramText } from "./tls/challenge-program";
import { providerPackages } from "./tls/dns-providers";
import { installProgramText } from "./tls/install-program";
import { pairProgramText } from "./tls/pair-program";
import * as paths from "./tls/paths";
import { suffixCheck } from "./tls/public-suffix";
import { renewProgramText } from "./tls/renew-program";
import { renewalReaches } from "./tls/reaches";
import { tlsSettings } from "./tls/settings";
import type { TlsSettings } from "./tls/settings";
import {
    dnsSecretFile,
    externalAccountSecretFile,
    installServiceText,
    renewServiceText,
    renewTimerText,
} from "./tls/units";

/** One certificate for the host's domain and all names directly below it, which renews itself. */
export const tls = defineService({
    id: "tls",
    settings: tlsSettings,
    claims: (settings) => ({
        certificateNames: [settings.domain, `*.${settings.domain}`],
        hasRsaCertificate: settings.rsa,
        certificateReloads: settings.reload,
        certificateCopies: settings.copies,
        reaches: renewalReaches(settings),
    }),
    plan: (settings, host, claims) => {
        refuseOldClient(settings, host);
        const failures = failureReportPlan();
        return {
            packages: packages(settings),
            users: { [paths.renewalAccount]: account },
            folders: { ...failures.folders, ...folders, ...copyFolders(claims.certificateCopies) },
            files: { ...failures.files, ...issuerFiles(settings), ...files(settings, claims) },
            secretFiles: secretFiles(settings),
            units: { [`${paths.renewUnit}.timer`]: { enabled: true, active: true } },
            activations: { "00-tls": { watches: watched, command: startCommand } },
        };
    },
    checks: (settings) => checks(settings),
});

/** An older client takes no notice of the profile, and gets a certificate of another one. */
function refuseOldClient({ profile }: TlsSettings, { distribution: { id, version, codename } }: HostFacts): void {
    if (profile === undefined || codename === "trixie") return;
    const what = `profile ${profile}: cannot be had on ${id}-${version}, whose dehydrated knows no profiles`;
    const remedy = "Leave it out, or choose debian-13 in host.distribution";
    throw new PlanConflictError([{ what, sides: ["tls", "distribution"], setting: "tls.profile", remedy }]);
}

const account = { shell: "/usr/sbin/nologin", home: paths.renewalState, groups: [], system: true };

const folders: Readonly<Record<string, ManagedFolder>> = {
    [paths.certificateFolder]: { mode: "0700" },
    [paths.configurationFolder]: { mode: "0750", group: paths.renewalAccount },
};

function copyFolders(copies: readonly CertificateCopy[]): Record<string, ManagedFolder> {
    return Object.fromEntries(copies.map(({ folder, group }) => [folder, { mode: "0750", group }]));
}

function packages(settings: TlsSettings): string[] {
    const always = ["ca-certificates", "openssl", "publicsuffix"];
    if (settings.issuer === "internal") return always;
    const provider = settings.dns === undefined ? [] : providerPackages(settings.dns);
    return [...always, "bind9-dnsutils", "curl", "dehydrated", "jq", ...provider];
}

function program(content: string): ManagedFile {
    return { content, mode: "0755", validate: 'sh -n "$1"' };
}

function unit(name: string): string {
    return `/etc/systemd/system/${name}`;
}

function files(settings: TlsSettings, claims: Claims): Record<string, ManagedFile> {
    const copyFolderNames = claims.certificateCopies.map(({ folder }) => folder);
    return {
        [paths.renewProgram]: {
            ...program(renewProgramText(settings)),
            validate: `sh -n "$1" && ${suffixCheck(settings.domain)}`,
        },
        [paths.pairProgram]: program(pairProgramText(settings)),
        [paths.installProgram]: program(installProgramText(settings, claims)),
        [unit(`${paths.renewUnit}.service`)]: { content: renewServiceText(settings) },
        [unit(`${paths.renewUnit}.timer`)]: { content: renewTimerText() },
        [unit(`${paths.installUnit}.service`)]: { content: installServiceText(copyFolderNames) },
    };
}

function issuerFiles(settings: TlsSettings): Record<string, ManagedFile> {
    const { issuer, domain, dns, acme } = settings;
    if (issuer === "internal") return { [paths.authorityProgram]: program(authorityProgramText(domain)) };
    if (dns === undefined) return {};
    const roots = pemText(acme?.caCertificates ?? []);
    const readable = { mode: "0640", group: paths.renewalAccount };
    return {
        [paths.signProgram]: program(signProgramText(settings)),
        [paths.challengeProgram]: program(challengeProgramText(settings, dns)),
        [clientConfiguration]: { content: clientConfigurationText(settings), ...readable },
        ...(roots === "" ? {} : { [clientRoots]: { content: roots, ...readable } }),
    };
}

function secretFiles({ issuer, acme }: TlsSettings): Record<string, SecretFileSlot> {
    if (issuer === "internal") return {};
    const hasAccount = acme?.externalAccountKeyId !== undefined;
    return {
        [dnsSecretFile]: { secret: "tls-dns" },
        ...(hasAccount ? { [externalAccountSecretFile]: { secret: "tls-external-account" } } : {}),
    };
}

const watched = [
    `${paths.configurationFolder}/`,
    paths.installProgram,
    paths.pairProgram,
    paths.renewProgram,
    unit(`${paths.installUnit}.service`),
    unit(`${paths.renewUnit}.service`),
];

/**
 * Some certificate is there before the first service starts; the real one is asked for at once, and waited for by
 * nobody. Trouble with it is reported, and no reason to undo a delivery. After a rollback the units may not be there.
 */
const startCommand =
    `if systemctl cat ${paths.installUnit}.service >/dev/null 2>&1; then ` +
    `{ systemctl start ${paths.installUnit}.service || [ -s ${paths.certificateFolder}/fullchain.pem ]; } && ` +
    `systemctl start --no-block ${paths.renewUnit}.service; fi`;

function checks({ domain }: TlsSettings): Check[] {
    const chain = `${paths.certificateFolder}/fullchain.pem`;
    return [
        {
            title: "a certificate for the domain and the names below it is in force",
            command: `openssl x509 -in ${chain} -noout -checkhost ${domain} | grep -q 'does match' && openssl x509 -in ${chain} -noout -checkhost any.${domain} | grep -q 'does match'`,
        },
        {
            title: "the private key is root's alone to read",
            command: `[ -s ${paths.certificateFolder}/privkey.pem ] && ! setpriv --reuid=65534 --regid=65534 --clear-groups cat ${paths.certificateFolder}/privkey.pem`,
        },
        {
            title: "the certificate is looked at four times a day, and renewed when it is due",
            command: `systemctl is-active --quiet ${paths.renewUnit}.timer`,
        },
    ];
}
