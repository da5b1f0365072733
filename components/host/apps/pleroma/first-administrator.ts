import type { AdminTask } from "../../part";
import type { PleromaSettings } from "./settings";
import { controlProgram } from "./units";

/** Makes the account without a password, which upstream answers with an address at which one is set. */
export function firstAdministratorTask({ firstAdministrator }: PleromaSettings): AdminTask[] {
    if (firstAdministrator === undefined) return [];
    const { name, email } = firstAdministrator;
    return [
        {
            name: "pleroma-administrator",
            revision: name,
            command: [
                "set -eu",
                "address_of() {",
                `    ${controlProgram} user "$@" 2>&1 | grep -oE 'https?://[^[:space:]]*password_reset/[^[:space:]]+' | head -n 1`,
                "}",
                `address=$(address_of new ${name} '${email}' --admin --assume-yes || :)`,
                "# Made already, by a run that was cut off.",
                `[ -n "$address" ] || address=$(address_of reset_password ${name} || :)`,
                'if [ -z "$address" ]; then',
                `    echo "Pleroma gave no address for the password of ${name}: see ${controlProgram} user new" >&2`,
                "    exit 1",
                "fi",
                'echo "$address"',
                "",
            ].join("\n"),
        },
    ];
}
