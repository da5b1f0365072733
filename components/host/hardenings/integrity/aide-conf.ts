import { hashComment, managedNotice } from "../../formats/comments";

/** Paths below which everything that a host runs and is configured by lies. */
const watched = ["/boot", "/etc", "/opt", "/root", "/usr", "/var/spool/cron"];

/** What changes without anybody's doing. Regular expressions, anchored at both ends. */
const ignored = [
    // Notices of failures, and what a boot or the resolver writes.
    "/etc/motd\\.d/.*",
    "/etc/(adjtime|mtab|resolv\\.conf|\\.pwd\\.lock|ld\\.so\\.cache~?)",
    "/root/\\.(bash_history|lesshst|viminfo|cache/.*)",
    // Compiled by Python at first use.
    "/usr/.*/__pycache__(/.*)?",
];

/**
 * The whole of aide.conf(5). No times and no inode numbers: a file written again with the same content is not news.
 * `@@{...}` and Debian's 200 snippets of rules are not used, so nothing is executed to read this file.
 */
export function aideConf(chosen: { watchedFolders: readonly string[]; ignoredPaths: readonly string[] }): string {
    return [
        ...hashComment(managedNotice),
        // Without spaces, as lynis FINT-4316 looks for it.
        "database_in=file:/var/lib/aide/aide.db",
        "database_out=file:/var/lib/aide/aide.db.new",
        "database_new=file:/var/lib/aide/aide.db.new",
        "gzip_dbout = yes",
        "log_level = warning",
        "report_url = stdout",
        ...hashComment("One at a time: the check has all day."),
        "num_workers = 1",
        "",
        ...hashComment("Kind, permissions, owner, link target, content, access lists, attributes and capabilities."),
        "Content = ftype+p+u+g+l+sha512+acl+xattrs+caps",
        "",
        ...ignored.map((pattern) => `!${pattern}$`),
        ...chosen.ignoredPaths.map((path) => `!${escapeRegex(path)}(/.*)?$`),
        "",
        ...[...watched, ...chosen.watchedFolders].map((path) => `${escapeRegex(path)} Content`),
        "",
    ].join("\n");
}

function escapeRegex(path: string): string {
    return path.replace(/[^A-Za-z0-9_/-]/g, "\\$&");
}
