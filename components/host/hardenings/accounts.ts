import { managedNotice } from "../formats/comments";
import type { ManagedUser, PartialHostPlan } from "../plan";
import { accountsChecks } from "./accounts/checks";
import {
    loginDefsContent,
    passwordQualityContent,
    profileContent,
    sudoersContent,
    sudoLogRotation,
    suPamContent,
} from "./accounts/files";
import { accountsSettings } from "./accounts/settings";
import type { AccountsSettings } from "./accounts/settings";
import { defineHardening } from "./hardening";
import type { HostFacts } from "../part";

const loginDefs = "/etc/login.defs";

/** Who is on the host, and who may become root. No account has a password. */
export const accounts = defineHardening({
    id: "accounts",
    settings: accountsSettings,
    plan: planAccounts,
    checks: accountsChecks,
});

function planAccounts(settings: AccountsSettings, host: HostFacts): PartialHostPlan {
    const names = Object.keys(host.loginUsers);
    const administrators = names.filter((name) => isAdministrator(name, settings));
    return {
        packages: ["libpam-pwquality", "logrotate", "sudo"],
        groups: [host.loginGroup],
        users: Object.fromEntries(names.map((name) => [name, loginUser(name, settings, host)])),
        folders: { "/etc/sudoers.d": { mode: "0750" } },
        files: {
            "/etc/sudoers.d/hardened-host": {
                content: sudoersContent(administrators),
                mode: "0440",
                validate: 'visudo -cf "$1"',
            },
            "/etc/logrotate.d/hardened-host-sudo": { content: sudoLogRotation, validate: 'logrotate -d "$1"' },
            [loginDefs]: { content: loginDefsContent(settings) },
            "/etc/pam.d/su": { content: suPamContent },
            "/etc/profile.d/hardened-host.sh": { content: profileContent(settings), validate: 'sh -n "$1"' },
            "/etc/security/pwquality.conf.d/hardened-host.conf": { content: passwordQualityContent(settings) },
        },
        // The rule that cloud-init made for the login user: ours replaces it.
        absentFiles: ["/etc/sudoers.d/90-cloud-init-users"],
        activations: {
            "accounts-login": {
                watches: [loginDefs, "/etc/ssh/authorized_keys.d/"],
                command: `${unlessGivenUp}; ${freeLogins(names)}`,
            },
            // CIS 5.4.2.4. Whoever has the console or a leaked hash gains nothing.
            "accounts-root": { watches: [loginDefs], command: `${unlessGivenUp}; passwd --quiet --lock root` },
        },
    };
}

/**
 * A rollback of the very first delivery runs the same commands, over the accounts as their owner had them: a root
 * password on a server that was there before must work again.
 */
const unlessGivenUp = `grep -qsF '${managedNotice}' ${loginDefs} || exit 0`;

/** Deliveries need root, so the account that they use is an administrator; people are when they are named so. */
function isAdministrator(name: string, { people }: AccountsSettings): boolean {
    return people[name]?.administrator ?? true;
}

function loginUser(name: string, settings: AccountsSettings, { loginGroup }: HostFacts): ManagedUser {
    return {
        shell: settings.people[name]?.shell ?? "/bin/bash",
        home: `/home/${name}`,
        groups: isAdministrator(name, settings) ? [loginGroup, "sudo"] : [loginGroup],
    };
}

/**
 * pam_unix turns an account away, key or no key, whose password is past its age, even a locked one: its owner could
 * never change it. useradd(8) gives that age to new accounts, hence this after the accounts are made.
 */
function freeLogins(names: readonly string[]): string {
    const free = 'chage -m 0 -M -1 -I -1 -E -1 "$name" && chmod 0700 "/home/$name"';
    return `for name in ${names.join(" ")}; do ${free} || exit 1; done`;
}
