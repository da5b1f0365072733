import { reportsOutcome } from "../../failure-report";
import { hardenedServiceSandbox, renderSystemdUnit } from "../../formats/systemd";
import type { SystemdDirectives } from "../../formats/systemd";
import {
    certificateFolder,
    configurationFolder,
    dnsCredential,
    externalAccountCredential,
    inForceState,
    installProgram,
    installUnit,
    renewalAccount,
    renewProgram,
    renewUnit,
} from "./paths";
import type { TlsSettings } from "./settings";

/** Secret files, root's: systemd reads them and hands them to the one unit that names them. */
export const dnsSecretFile = `${configurationFolder}/dns-credential`;
export const externalAccountSecretFile = `${configurationFolder}/external-account-key`;

/**
 * Started by a timer, by each other and by deliveries, and never in a loop: systemd's own limit, five starts in ten seconds,
 * would leave a new certificate lying where a delivery has followed the other closely.
 */
const neverTooOften: SystemdDirectives = { StartLimitIntervalSec: 0 };

/** What talking to issuers and name servers takes; a CA of the host's own needs none of it. */
function network({ issuer }: TlsSettings): SystemdDirectives {
    if (issuer === "internal") return hardenedServiceSandbox;
    const { IPAddressDeny: _, ...sandbox } = hardenedServiceSandbox;
    return {
        ...sandbox,
        PrivateNetwork: false,
        // AF_UNIX: names are asked of systemd-resolved by a socket. AF_NETLINK: getaddrinfo(3) asks for the interfaces.
        RestrictAddressFamilies: "AF_INET AF_INET6 AF_NETLINK AF_UNIX",
    };
}

function credentials({ issuer, acme }: TlsSettings): SystemdDirectives {
    if (issuer === "internal") return {};
    const account = acme?.externalAccountKeyId;
    return {
        LoadCredential: [
            `${dnsCredential}:${dnsSecretFile}`,
            ...(account === undefined ? [] : [`${externalAccountCredential}:${externalAccountSecretFile}`]),
        ],
    };
}

export function renewServiceText(settings: TlsSettings): string {
    return renderSystemdUnit({
        why: "Gets a certificate where one is due. An account of its own, which can neither use nor serve it.",
        Unit: {
            Description: "Renew the certificate of the host's domain",
            ...neverTooOften,
            Wants: "network-online.target",
            After: "network-online.target nss-lookup.target time-sync.target",
            OnFailure: reportsOutcome.OnFailure,
            OnSuccess: [`${installUnit}.service`, reportsOutcome.OnSuccess],
        },
        Service: {
            ...network(settings),
            ...credentials(settings),
            Type: "oneshot",
            ExecStart: renewProgram,
            User: renewalAccount,
            Group: renewalAccount,
            StateDirectory: "hardened-host-acme",
            StateDirectoryMode: "0700",
            // The zone's servers may need half an hour.
            TimeoutStartSec: "45min",
        },
    });
}

export function installServiceText(copyFolders: readonly string[]): string {
    return renderSystemdUnit({
        why: "Checks what was issued, puts it into force, and tells the services that use it.",
        Unit: {
            Description: "Put the certificate of the host's domain into force",
            ...neverTooOften,
            ...reportsOutcome,
        },
        Service: {
            ...hardenedServiceSandbox,
            Type: "oneshot",
            ExecStart: installProgram,
            // Reads what the account of the renewal wrote, and gives copies to their owners.
            CapabilityBoundingSet: "CAP_CHOWN CAP_DAC_READ_SEARCH CAP_FOWNER",
            PrivateUsers: false,
            // Asks systemd for reloads.
            RestrictAddressFamilies: "AF_UNIX",
            // install(1) gives files away.
            SystemCallFilter: ["@system-service", "~@privileged @resources", "@chown"],
            ReadWritePaths: [certificateFolder, ...copyFolders],
            StateDirectory: inForceState.slice("/var/lib/".length),
            StateDirectoryMode: "0700",
            TimeoutStartSec: "10min",
        },
    });
}

/** Four times a day, at moments of the host's own: a certificate of six days is renewed with nine tries to spare. */
export function renewTimerText(): string {
    return renderSystemdUnit({
        Unit: { Description: `Renew the certificate of the host's domain when it is due (${renewUnit}.service)` },
        Timer: {
            OnCalendar: "*-*-* 00/6:00:00",
            RandomizedDelaySec: "5h",
            FixedRandomDelay: true,
            Persistent: true,
        },
        Install: { WantedBy: "timers.target" },
    });
}
