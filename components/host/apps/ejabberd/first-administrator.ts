import type { AdminTask } from "../../part";
import type { EjabberdSettings } from "./settings";

/** Read by the server, which sees no other folder of root's. */
const importFile = "/var/lib/ejabberd/first-administrator.xml";

/**
 * Makes the account, with 144 bits of randomness for a password. `ejabberdctl register` takes the password as an argument,
 * which every account of the host can read while it runs: it comes in a file instead, as a portable export (XEP-0227).
 */
export function firstAdministratorTask({ domain, firstAdministrator }: EjabberdSettings): AdminTask[] {
    if (firstAdministrator === undefined) return [];
    const address = `${firstAdministrator}@${domain}`;
    const exists = `ejabberdctl check_account ${firstAdministrator} ${domain} >/dev/null 2>&1`;
    return [
        {
            name: "ejabberd-administrator",
            revision: address,
            command: [
                "set -eu",
                "ejabberdctl started >&2",
                'password="$TASK_FOLDER/password"',
                `if ${exists} && [ ! -s "$password" ]; then`,
                `    echo "${address} was there already; its password was left as it is"`,
                "    exit 0",
                "fi",
                'if [ ! -s "$password" ]; then',
                '    head -c 18 /dev/urandom | base64 >"$password.new"',
                '    mv "$password.new" "$password"',
                "fi",
                `if ! ${exists}; then`,
                `    trap 'rm -f ${importFile}' EXIT`,
                "    {",
                `        printf '%s' "<server-data xmlns='urn:xmpp:pie:0'><host jid='${domain}'><user name='${firstAdministrator}' password='"`,
                `        tr -d '\\n' <"$password"`,
                `        printf '%s\\n' "'/></host></server-data>"`,
                '    } >"$TASK_FOLDER/account.xml"',
                `    install -m 0600 -o ejabberd -g ejabberd "$TASK_FOLDER/account.xml" ${importFile}`,
                `    ejabberdctl import_piefxis ${importFile} >&2`,
                `    ${exists}`,
                "fi",
                `echo "${address} $(cat "$password")"`,
                "",
            ].join("\n"),
        },
    ];
}
