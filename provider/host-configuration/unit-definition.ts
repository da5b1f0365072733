/** Where administrators and programs override what packages bring to /usr/lib: systemd.unit(5), "Unit File Load Path". */
const overridingRoots = [
    "/etc/systemd/system.control",
    "/run/systemd/system.control",
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/local/lib/systemd/system",
];

/**
 * Folders whose `*.conf` files override a unit: its own, its template's, and those for a whole prefix or type.
 * Those of generators (/run/systemd/generator*) come from other files of the host and are left out, and so are those in
 * /run for a whole type: container managers make them anew whenever systemd reads its files.
 */
export function dropInFolders(unit: string): string[] {
    const dot = unit.lastIndexOf(".");
    const [name, type] = [unit.slice(0, dot), unit.slice(dot + 1)];
    const template = name.includes("@") ? [`${name.slice(0, name.indexOf("@"))}@`] : [];
    const prefixes = [...name.matchAll(/-(?=.)/g)].map(({ index }) => name.slice(0, index + 1));
    const owners = [name, ...template, ...prefixes].map((owner) => `${owner}.${type}`);
    return overridingRoots.flatMap((root) => [
        ...owners.map((owner) => `${root}/${owner}.d`),
        ...(root.startsWith("/run/") ? [] : [`${root}/${type}.d`]),
    ]);
}

/** True when a file says, alone or with others, what the unit is. */
export function definesUnit(path: string, unit: string): boolean {
    const folder = path.slice(0, path.lastIndexOf("/"));
    return overridingRoots.some((root) => path === `${root}/${unit}`) || dropInFolders(unit).includes(folder);
}
