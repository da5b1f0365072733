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
            command: "grep -Eq '^auth[[:space:]]+required[[:space:]]+pam_wheel\\.so' /etc/pam.d/su",
        },
        {
            title: "new passwords are checked for length and guessability",
            command: "grep -Eq '^password.*pam_pwquality\\.so' /etc/pam.d/common-password",
        },
    ];
}

const rootChecks: readonly Check[] = [
    { title: "root has no password", command: "passwd -S root | grep -q '^root L '", holdsOnStock: atStock },
    {
        title: "root is the only account with its powers",
        command: `[ "$(awk -F: '$3 == 0 { print $1 }' /etc/passwd)" = root ]`,
        holdsOnStock: atStock,
    },
    {
        title: "no account has an empty password",
        command: `[ -z "$(awk -F: '$2 == "" { print $1 }' /etc/shadow)" ]`,
        holdsOnStock: atStock,
    },
    {
        title: "only root reads the rules of sudo",
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
            command: `[ "$(stat -c %a ~${name})" = 700 ]`,
            holdsOnStock: "Debian 13's default",
        },
        {
            title: `what ${name} runs with sudo is logged`,
            command: `sudo -l -U ${name} | tr ',' '\\n' | grep -q 'logfile=${sudoLog}'`,
        },
        { title: `new files of ${name} are private`, command: `[ "$(su - ${name} -c umask)" = 0027 ]` },
    ];
}

function shellChecks({ idleTimeoutMinutes }: AccountsSettings): Check[] {
    return [
        {
            title: `an idle shell ends after ${idleTimeoutMinutes} minutes, and cannot refuse to`,
            command: `bash -lic 'readonly -p' </dev/null 2>/dev/null | grep -q ' TMOUT="${idleTimeoutMinutes * 60}"'`,
        },
    ];
}
