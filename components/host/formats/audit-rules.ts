import { hashComment, managedNotice } from "./comments";

/** What auditctl(8) can record. */
export type AuditRule =
    | {
          /** Every write or change of attributes of a file; or, when the path ends in `/`, below a folder. */
          readonly path: string;
      }
    | {
          readonly syscalls: readonly string[];
          /** Field comparisons, for example `auid>=1000`. */
          readonly fields?: readonly string[];
      };

/** Rules found again by one key: `ausearch -k KEY`. */
export interface AuditRuleGroup {
    /** At most 31 characters. */
    readonly key: string;
    readonly why: string;
    readonly rules: readonly AuditRule[];
}

export interface AuditRuleSet {
    readonly groups: readonly AuditRuleGroup[];
    /** Rules cannot change until the next boot. */
    readonly immutable: boolean;
}

/**
 * A file for `/etc/audit/rules.d`, which augenrules(8) joins with the package's own.
 *
 * Both architectures, because a 32-bit program on a 64-bit kernel has its own call numbers and would go unseen.
 * `path` and `dir` fields with an architecture rather than `-w`, which the kernel must match on every system call.
 */
export function renderAuditRules({ groups, immutable }: AuditRuleSet): string {
    const lines = groups.flatMap((group) => ["", ...hashComment(group.why), ...linesOf(group)]);
    return [
        ...hashComment(managedNotice),
        "",
        ...hashComment("A rule for a file that this host does not have must not keep the others from loading."),
        "-i",
        ...lines,
        ...(immutable ? ["", ...hashComment("Rules are locked until the next boot."), "-e 2"] : []),
        "",
    ].join("\n");
}

function linesOf({ key, rules }: AuditRuleGroup): string[] {
    return rules.flatMap((rule) =>
        ["b64", "b32"].map((arch) => `-a always,exit -F arch=${arch} ${conditionOf(rule)} -F key=${key}`),
    );
}

function conditionOf(rule: AuditRule): string {
    if ("path" in rule) {
        const field = rule.path.endsWith("/") ? `dir=${rule.path.slice(0, -1)}` : `path=${rule.path}`;
        return `-F ${field} -F perm=wa`;
    }
    return [`-S ${rule.syscalls.join(",")}`, ...(rule.fields ?? []).map((field) => `-F ${field}`)].join(" ");
}
