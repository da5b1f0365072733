import { hashComment, managedNotice } from "../../formats/comments";
import * as paths from "./paths";
import type { ZulipSettings } from "./settings";

/** Of Zulip's installer: it stops below the first, and below the second where there is no swap. */
const leastMemoryKib = 1_860_000;
const leastMemoryWithoutSwapKib = 5_000_000;

const swapAdvice =
    "Zulip wants swap on a machine with less than 5 GB of memory. Take a larger machine, or add 2 GiB: fallocate -l 2G " +
    "/swapfile && chmod 600 /swapfile && mkswap /swapfile && swapon /swapfile, and a line in /etc/fstab";

/** Fails, and says why, on a machine that Zulip's installer would refuse after the delivery. */
export const enoughMemory = [
    "{ memory=$(sed -n 's/^MemTotal: *\\([0-9]*\\) kB/\\1/p' /proc/meminfo)",
    "swap=$(sed -n 's/^SwapTotal: *\\([0-9]*\\) kB/\\1/p' /proc/meminfo)",
    `if [ "$memory" -lt ${leastMemoryKib} ]; then echo "Zulip needs 2 GB of memory, and the machine has $memory KiB"; false`,
    `elif [ "$memory" -lt ${leastMemoryWithoutSwapKib} ] && [ "$swap" -eq 0 ]; then echo "${swapAdvice}"; false`,
    "fi; }",
].join("; ");

/**
 * Brings the host to the release and the settings that it was given, by Zulip's own programs: installs once, upgrades in
 * place, applies what changed. It runs after the delivery and not in it, since it takes a quarter of an hour and cannot
 * be rolled back; what it installs was downloaded and checked in the delivery.
 */
export function deployProgramText(settings: ZulipSettings, releaseFolder: string): string {
    const { hostName, administrator, postgresqlVersion } = settings;
    // /etc/zulip is the plan's, and so are the updates of the system.
    const keep = "--no-overwrite-settings --no-dist-upgrade --no-push-notifications";
    const options = `--hostname=${hostName} --email=${administrator} --postgresql-version=${postgresqlVersion} ${keep}`;
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("Run by zulip-deploy.service; once more, after a failure, by `systemctl start zulip-deploy`."),
        "set -eu",
        "umask 022",
        "export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8",
        `release=${releaseFolder}`,
        `state=${paths.stateFolder}`,
        `current=${paths.deployment}`,
        "",
        `installer_options='${options}'`,
        `system_file=${paths.systemFile}`,
        `settings_file=${paths.settingsFile}`,
        `enter_secrets=${paths.secretsProgram}`,
        `as_zulip() { ${paths.asZulip} "$@"; }`,
        `enough_memory() { ${enoughMemory}; }`,
        program.trimEnd(),
        "",
    ].join("\n");
}

const program = `
# The delivery that brought this may still be rolled back: what counts is what is here after it.
if [ $# -eq 0 ]; then
    while [ -e /var/lib/hardened-host/pending/armed ]; do sleep 1; done
    if [ ! -x "$0" ]; then exit 0; fi
    exec "$0" held
fi

digest_of() { cat "$@" | sha256sum | cut -c 1-64; }
is_noted() { [ "$(cat "$state/$1" 2>/dev/null || true)" = "$2" ]; }
note() { echo "$2" >"$state/$1.new" && mv "$state/$1.new" "$state/$1"; }
system_settings() { digest_of "$system_file"; }
application_settings() { digest_of "$settings_file" /etc/zulip/zulip-secrets.conf; }
give_up() {
    echo "<3>$1" >&2
    exit 1
}

# The installer ends with the link that founds the organisation: that is nothing for the journal.
without_links() {
    { if "$@" </dev/null 2>&1; then echo 0 >"$state/status"; else echo 1 >"$state/status"; fi; } |
        sed -u 's#/new/[A-Za-z0-9]*#/new/(withheld)#g'
    [ "$(cat "$state/status")" = 0 ]
}

install_release() {
    if [ -e "$current" ] && [ ! -e "$state/begun" ]; then
        give_up "there is a Zulip on this host that was not installed from here: it is left as it is"
    fi
    enough_memory || give_up "the machine is too small for Zulip's installer"
    note begun yes
    work=/root/zulip-installation
    rm -rf "$work"
    mkdir -m 0700 "$work"
    tar -xf "$release/program" -C "$work" --no-same-owner
    set -- "$work"/*
    if [ $# -ne 1 ] || [ ! -x "$1/scripts/setup/install" ]; then
        give_up "the archive is no release of Zulip: it is not one folder with scripts/setup/install"
    fi
    echo "<5>installing $release"
    # shellcheck disable=SC2086 # several options
    without_links "$1/scripts/setup/install" $installer_options || give_up "Zulip's installer failed: see above"
    rm -rf "$work"
}

upgrade_release() {
    echo "<5>upgrading to $release"
    "$current/scripts/upgrade-zulip" "$release/program" </dev/null || give_up "Zulip's upgrade failed: see above"
}

answers() { curl --fail --silent --location --insecure --max-time 10 --output /dev/null http://localhost/health; }

inputs=$(digest_of "$0" "$system_file" "$settings_file")
"$enter_secrets"
if ! is_noted release "$release"; then
    if [ -e "$state/release" ]; then upgrade_release; else install_release; fi
    note release "$release"
    note system "$(system_settings)"
fi
if ! is_noted system "$(system_settings)"; then
    echo "<5>applying zulip.conf"
    "$current/scripts/zulip-puppet-apply" -f </dev/null
    note system "$(system_settings)"
    rm -f "$state/application"
fi
if ! is_noted application "$(application_settings)"; then
    echo "<5>restarting Zulip with its settings"
    as_zulip "$current/scripts/restart-server" </dev/null
    note application "$(application_settings)"
fi
attempts=60
until answers; do
    attempts=$((attempts - 1))
    [ "$attempts" -gt 0 ] || give_up "Zulip does not answer its health check"
    sleep 2
done

# Another delivery meanwhile.
if [ ! -x "$0" ]; then exit 0; fi
[ "$(digest_of "$0" "$system_file" "$settings_file")" = "$inputs" ] || exec "$0"
`;
