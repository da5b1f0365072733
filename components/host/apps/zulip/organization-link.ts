import { hashComment, managedNotice } from "../../formats/comments";
import type { AdminTask } from "../../part";
import { asZulip, deployment, deployUnit, linkProgram, stateFolder } from "./paths";
import type { ZulipSettings } from "./settings";

/** A link more than one does no harm: each founds another organisation, and ends by itself. */
export function organizationLinkTask({ organizationLink, hostName }: ZulipSettings): AdminTask[] {
    if (!organizationLink) return [];
    return [{ name: "zulip-organization", revision: hostName, command: `${linkProgram}\n`, timeoutSeconds: 3600 }];
}

/**
 * Prints a link at which, once, an organisation can be founded, and nothing else: made for an administrative task of the
 * stack, whose output is a secret. It waits for the installation, which goes on after the delivery.
 */
export function organizationLinkProgram(): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("zulip-organization-link: as root. Each call makes another link, good for a week."),
        "set -eu",
        `while [ ! -e ${stateFolder}/application ]; do`,
        `    if systemctl is-failed --quiet ${deployUnit}; then`,
        `        echo "Zulip could not be installed: see journalctl -u ${deployUnit}" >&2`,
        "        exit 1",
        "    fi",
        "    sleep 5",
        "done",
        "cd /",
        `output=$(${asZulip} ${deployment}/manage.py generate_realm_creation_link)`,
        "link=$(echo \"$output\" | grep -oE 'https://[^[:space:]]+/new/[A-Za-z0-9]+' | head -n 1)",
        'if [ -z "$link" ]; then',
        '    echo "Zulip gave no link" >&2',
        "    exit 1",
        "fi",
        'echo "$link"',
        "",
    ].join("\n");
}
