import { hashComment, managedNotice } from "./formats/comments";
import { lockedPackages } from "./npm-lock";
import type { NpmSource } from "./program-source";

/** What `install-<name>` reads: one package a line. */
export function npmList({ lock, registry }: NpmSource): string {
    const rows = lockedPackages(lock, registry).map(
        ({ sha512, architectures, path, url }) => `${sha512} ${architectures.join(",")} ${path} ${url}`,
    );
    return [...hashComment(managedNotice), ...rows, ""].join("\n");
}

/**
 * Shell lines that make the folder `$staging/program` as npm would from the lock, without npm: Debian's brings hundreds of
 * packages to the host, and the lock says all that there is to know. No script of a package runs.
 */
export function npmSteps(source: NpmSource, list: string): string[] {
    return [
        "architecture=$(dpkg --print-architecture)",
        "while read -r digest architectures path url; do",
        "    case $architectures in *$architecture*) ;; *) continue ;; esac",
        `    curl --fail --silent --show-error --location --retry 3 --output "$staging/download" "$url" </dev/null`,
        `    actual=$(sha512sum "$staging/download" | cut -d ' ' -f 1)`,
        '    if [ "$actual" != "$digest" ]; then',
        '        echo "$url has the digest $actual, not $digest: it was tampered with, or is another version" >&2',
        "        exit 1",
        "    fi",
        ...hashComment("npm packs no links: one would lead what comes after it to somewhere else.", "    "),
        `    if tar -tvf "$staging/download" | grep -q '^[lh]'; then`,
        '        echo "$url holds links, which packages of npm do not" >&2',
        "        exit 1",
        "    fi",
        '    mkdir -p "$staging/program/$path"',
        '    tar -xf "$staging/download" -C "$staging/program/$path" --no-same-owner --strip-components=1',
        `done <${list}`,
        'chmod -R u+rwX,go+rX,go-w "$staging/program"',
        'mkdir "$staging/program/bin"',
        ...commandsOf(source).flatMap(([command, file]) => [
            `chmod 0755 "$staging/program/${file}"`,
            `ln -s ../${file} "$staging/program/bin/${command}"`,
        ]),
    ];
}

/** The package's commands, and their files below the program's folder. */
function commandsOf({ package: name, lock }: NpmSource): [string, string][] {
    const folder = `node_modules/${name}`;
    const commands = Object.entries(lock.packages[folder]?.bin ?? {});
    return commands.map(([command, file]) => [command, `${folder}/${file.replace(/^\.\//, "")}`]);
}
