import type { HostPlan } from "../../plan";
import { dovecotConfiguration, junkRule } from "./dovecot-conf";
import * as paths from "./paths";
import { redisConfiguration, redisUnit } from "./redis-conf";
import { rspamdFolders } from "./rspamd";
import { receives } from "./settings";
import type { MailSettings } from "./settings";

export function unitStates(settings: MailSettings): HostPlan["units"] {
    const running = { enabled: true, active: true };
    return {
        "postfix.service": { ...running, watches: ["/etc/postfix/main.cf", "/etc/postfix/master.cf"] },
        "rspamd.service": { ...running, watches: rspamdFolders.map((folder) => `${folder}/`) },
        [`${paths.dkimUnit}.timer`]: running,
        ...(receives(settings)
            ? {
                  "dovecot.service": { ...running, onChange: "reload", watches: [dovecotConfiguration] },
                  [redisUnit]: { ...running, watches: [redisConfiguration] },
                  // The package's own, on a port of the loopback interface.
                  "redis-server.service": { enabled: false, active: false },
              }
            : {}),
    };
}

/** After a rollback the programs may not be there. */
export function activations(settings: MailSettings): HostPlan["activations"] {
    const tmpfiles = "/etc/tmpfiles.d/hardened-host-mail.conf";
    const whereThere = (program: string, command: string) => `if [ -e ${program} ]; then ${command}; fi`;
    return {
        "mail-1-sockets": {
            watches: [tmpfiles],
            command: whereThere(tmpfiles, `systemd-tmpfiles --create ${tmpfiles}`),
        },
        "mail-2-accounts": {
            watches: [`${paths.secretsFolder}/`, paths.accountsProgram],
            command: whereThere(paths.accountsProgram, paths.accountsProgram),
        },
        "mail-3-keys": {
            watches: [paths.dkimProgram],
            // Trouble with DNS is reported, and no reason to undo a delivery.
            command: whereThere(
                paths.dkimProgram,
                `systemctl start ${paths.dkimUnit}.service || [ -s ${paths.selectorMap} ]`,
            ),
        },
        "mail-4-maps": {
            watches: [`${paths.mapsFolder}/`, `${paths.secretsFolder}/`],
            command: "if systemctl is-active --quiet postfix.service; then systemctl reload postfix.service; fi",
        },
        ...(receives(settings)
            ? {
                  "mail-5-rules": {
                      watches: [junkRule],
                      command: whereThere(
                          junkRule,
                          `sievec ${junkRule} ${paths.compiledRules}/junk.svbin && chmod 0644 ${paths.compiledRules}/junk.svbin`,
                      ),
                  },
              }
            : {}),
    };
}
