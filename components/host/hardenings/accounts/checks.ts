import type { Check, HostFacts } from "../../part";
import { sudoLog } from "./files";
import type { AccountsSettings } from "./settings";

const atStock = "a cloud image comes so, or cloud-init makes it so";

export function accountsChecks(settings: AccountsSettings, host: HostFacts): Check[] {
    const names = Object.keys(host.loginUsers);
    return [
        ...rootChecks,
        ...names.flatMap((name) => loginChecks(name, host.loginGroup)),
        ...shellChecks(settings),
        {
            title: "su is for administrators only",
            covers: ["CIS13 5.2.7"],
            command: "grep -Eq '^auth[[:space:]]+required[[:space:]]+pam_wheel\\.so' /etc/pam.d/su",
        },
        {
            title: "new passwords are checked for length and guessability",
            covers: ["CIS13 5.3.2.3", "CIS13 5.3.3.2.2", "BP28 R31"],
            command: "grep -Eq '^password.*pam_pwquality\\.so' /etc/pam.d/common-password",
        },
    ];
}

const rootChecks: readonly Check[] = [
    {
        title: "root has no password",
        covers: ["CIS13 5.4.2.4"],
        command: "passwd -S root | grep -q '^root L '",
        holdsOnStock: atStock,
    },
    {
        title: "root is the only account with its powers",
        covers: ["CIS13 5.4.2.1"],
        command: `[ "$(awk -F: '$3 == 0 { print $1 }' /etc/passwd)" = root ]`,
        holdsOnStock: atStock,
    },
    {
        title: "no account has an empty password",
        covers: ["CIS13 7.2.2"],
        command: `[ -z "$(awk -F: '$2 == "" { print $1 }' /etc/shadow)" ]`,
        holdsOnStock: atStock,
    },
    {
        title: "only root reads the rules of sudo",
        covers: ["BP28 R50"],
        command: `[ "$(stat -c %a /etc/sudoers.d)" = 750 ] && [ -z "$(find /etc/sudoers.d -type f -perm /037)" ]`,
        holdsOnStock: "sudo's package and cloud-init make them so; it is what a hand-made file would break",
    },
];

function loginChecks(name: string, loginGroup: string): Check[] {
    return [
        {
            title: `${name} may log in by SSH`,
            command: `id -nG ${name} | tr ' ' '\\n' | grep -qx ${loginGroup}`,
        },
        {
            title: `${name} has no password`,
            command: `passwd -S ${name} | grep -q '^${name} L '`,
            holdsOnStock: atStock,
        },
        {
            title: `no age limit will ever shut ${name} out`,
            command: `awk -F: '$1 == "${name}" { exit !(($5 == "" || $5 >= 99999) && $7 == "" && $8 == "") }' /etc/shadow`,
            holdsOnStock: atStock,
        },
        {
            title: `the home of ${name} is private`,
            covers: ["CIS13 7.2.9"],
            command: `[ "$(stat -c %a ~${name})" = 700 ]`,
            holdsOnStock: "Debian 13's default",
        },
        {
            title: `what ${name} runs with sudo is logged`,
            covers: ["CIS13 5.2.3"],
            command: `sudo -l -U ${name} | tr ',' '\\n' | grep -q 'logfile=${sudoLog}'`,
        },
        {
            title: `new files of ${name} are private`,
            covers: ["CIS13 5.4.3.3", "BP28 R36"],
            command: `[ "$(su - ${name} -c umask)" = 0027 ]`,
        },
    ];
}

function shellChecks({ idleTimeoutMinutes }: AccountsSettings): Check[] {
    return [
        {
            title: `an idle shell ends after ${idleTimeoutMinutes} minutes, and cannot refuse to`,
            covers: ["CIS13 5.4.3.2", "BP28 R32"],
            command: `bash -lic 'readonly -p' </dev/null 2>/dev/null | grep -q ' TMOUT="${idleTimeoutMinutes * 60}"'`,
        },
    ];
}
