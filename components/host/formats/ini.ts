import { hashComment, managedNotice } from "./comments";

/** One line of an ini file and the reason for it. */
export interface IniSetting {
    readonly key: string;
    readonly value: string | number | boolean;
    readonly why: string;
}

/** A drop-in for one of systemd's daemons, such as journald.conf(5): one section, the reason above each line. */
export function renderIni(section: string, settings: readonly IniSetting[]): string {
    const lines = settings.flatMap(({ key, value, why }) => ["", ...hashComment(why), `${key}=${iniText(value)}`]);
    return [...hashComment(managedNotice), "", `[${section}]`, ...lines.slice(1), ""].join("\n");
}

/** An ini file of several sections, as Python's configparser reads it: an empty one is left out. */
export function renderIniSections(sections: Readonly<Record<string, readonly IniSetting[]>>): string {
    const lines = Object.entries(sections).flatMap(([name, settings]) =>
        settings.length === 0
            ? []
            : [
                  "",
                  `[${name}]`,
                  ...settings.flatMap(({ key, value, why }) => [...hashComment(why), `${key} = ${String(value)}`]),
              ],
    );
    return [...hashComment(managedNotice), ...lines, ""].join("\n");
}

function iniText(value: string | number | boolean): string {
    return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}
