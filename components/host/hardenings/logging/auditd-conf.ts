import type { KeyValueSetting } from "../../formats/key-value";
import type { LoggingSettings } from "./settings";

/** The whole of auditd.conf(5). A full disk never stops the machine: recording pauses, and the journal says so. */
export function auditdConf({ maxFileMib, files }: LoggingSettings["audit"]): KeyValueSetting[] {
    return [
        ...recording,
        {
            key: "max_log_file",
            value: maxFileMib,
            why: "Size of a file in MiB, number of files, the oldest goes first.",
        },
        { key: "num_logs", value: files },
        { key: "max_log_file_action", value: "ROTATE" },
        ...shortage,
    ];
}

const recording: readonly KeyValueSetting[] = [
    { key: "local_events", value: "yes", why: "Events of this host, written to its disk." },
    { key: "write_logs", value: "yes" },
    { key: "log_file", value: "/var/log/audit/audit.log" },
    { key: "log_group", value: "adm", why: "The group that reads logs on Debian and Ubuntu." },
    {
        key: "log_format",
        value: "ENRICHED",
        why: "Names beside numbers, so that the log can be read on another machine.",
    },
    {
        key: "flush",
        value: "INCREMENTAL_ASYNC",
        why: "To the disk every 50 records: little is lost in a crash, and nothing waits.",
    },
    { key: "freq", value: 50 },
    { key: "priority_boost", value: 4, why: "Ahead of what it records." },
    { key: "name_format", value: "NONE", why: "The log stays on this host: no name in every record." },
];

const shortage: readonly KeyValueSetting[] = [
    {
        key: "space_left",
        value: 100,
        why: "MiB left on the disk at which the journal is told, and at which recording pauses.",
    },
    { key: "space_left_action", value: "SYSLOG" },
    { key: "admin_space_left", value: 50 },
    { key: "admin_space_left_action", value: "SUSPEND" },
    {
        key: "disk_full_action",
        value: "SUSPEND",
        why: "Not HALT or SINGLE, with which anybody who fills a disk stops the machine.",
    },
    { key: "disk_error_action", value: "SUSPEND" },
    { key: "q_depth", value: 2000, why: "Events that wait for plugins; more are dropped and the journal is told." },
    { key: "overflow_action", value: "SYSLOG" },
    { key: "max_restarts", value: 10 },
    { key: "plugin_dir", value: "/etc/audit/plugins.d" },
    { key: "end_of_event_timeout", value: 2 },
];
