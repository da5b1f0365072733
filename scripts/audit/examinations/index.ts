import type { Examiner } from "../examiner";
import { backups } from "./backups";
import { lynis } from "./lynis";
import { openscap, type ScapRules } from "./openscap";
import { ownChecks } from "./own-checks";
import { ports } from "./ports";
import { sandboxes } from "./sandboxes";
import { sources } from "./sources";
import { sshServer } from "./ssh-server";
import { tlsServer } from "./tls-server";
import { updates } from "./updates";

/** Every look at a host, in the order of the report. What connects from outside comes last: the firewall counts it. */
export function examiners(rules: ScapRules): readonly Examiner[] {
    return [ownChecks, sandboxes, updates, backups, sources, lynis, openscap(rules), ports, tlsServer, sshServer];
}

export const examinerIds: readonly string[] = examiners({ profiles: [], content: {} }).map(({ id }) => id);
