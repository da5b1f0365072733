import type { BackupSet } from "../../claims";
import * as paths from "./paths";
import type { ZulipSettings } from "./settings";

const archive = `${paths.backupFolder}/zulip.tar.gz`;

/**
 * By Zulip's own tool: the database, and /etc/zulip with the secrets that it made for itself. Shared files are taken as
 * they are, so that each is stored once and not in every day's archive. It returns on the same releases only.
 */
export function backupSet({ uploads: { s3 } }: ZulipSettings): BackupSet {
    return {
        name: "zulip",
        // Files in S3 have its own backup: the folder of the archive, which is empty between the dumps, stands for none.
        paths: [s3 === undefined ? paths.uploadFolder : paths.backupFolder],
        changedByDump: [paths.backupFolder, "/var/log/zulip"],
        dump: [
            `rm -f ${archive}`,
            `cd /; ${paths.asZulip} ${paths.deployment}/manage.py backup --skip-uploads --output=${archive} >&2`,
            `cat ${archive} >"$1/zulip.tar.gz"`,
            `rm ${archive}`,
        ].join("\n"),
        load: [
            // On a new host: it comes after the delivery, as this does.
            `systemctl start ${paths.deployUnit}`,
            `install -m 0600 -o ${paths.account} -g ${paths.account} "$1/zulip.tar.gz" ${archive}`,
            `cp -p ${paths.settingsFile} ${paths.stateFolder}/settings.py`,
            "restored=0",
            // It applies Zulip's puppet, which no sandbox of this program's lets work.
            `systemd-run --quiet --wait --collect --pipe ${paths.deployment}/scripts/setup/restore-backup --keep-zulipconf ${archive} >&2 || restored=1`,
            // The settings are those of this host, also where another name was given to it.
            `mv ${paths.stateFolder}/settings.py ${paths.settingsFile}`,
            `rm -f ${archive}`,
            '[ "$restored" = 0 ]',
            // It enters the stack's secrets, and restarts what reads them.
            `systemctl start ${paths.deployUnit}`,
        ].join("\n"),
        verify: "curl --fail --silent --location --insecure --max-time 10 --output /dev/null http://localhost/health",
    };
}
