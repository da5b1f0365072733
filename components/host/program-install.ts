import { hashComment, managedNotice } from "./formats/comments";
import type { PartialHostPlan } from "./plan";
import { lockedPackages } from "./npm-lock";
import { buildSteps } from "./program-install-build";
import { npmList, npmSteps } from "./program-install-npm";
import { buildDigest, programFolder, versionFolder } from "./program-source";
import type { ArchiveSource, ProgramSource, PypiSource } from "./program-source";
import { reachOfUrls } from "./reach";
import type { Reach } from "./reach";

/**
 * What brings a program onto the host. A download is checked and unpacked beside its place, which it takes by one
 * rename; only then is the unit that names it started. What is there already is not downloaded again.
 */
export function installPlan(name: string, source: ProgramSource): PartialHostPlan {
    if (source.debian !== undefined) return { packages: [source.debian.name] };
    const target = versionFolder(name, source);
    if (target === undefined) return {};
    const script = `/usr/local/lib/hardened-host/install-${name}`;
    const list = `${script}.txt`;
    const { packages, steps, listed } = stepsOf(source, list, target);
    const lock = listed === undefined ? {} : { [list]: { content: listed } };
    // What was sent cannot be fetched again: as many are kept as there are generations to go back to.
    const keptVersions = source.build === undefined ? 2 : 5;
    return {
        ...(source.build === undefined ? {} : { builds: { [target]: { sha256: buildDigest(source.build) } } }),
        packages,
        files: {
            [script]: {
                content: installScript(name, target, steps, keptVersions),
                mode: "0755",
                validate: 'sh -n "$1"',
            },
            ...lock,
        },
        activations: {
            [`app-${name}`]: {
                watches: [script, ...Object.keys(lock)],
                // After the rollback of the delivery that brought it the script is gone, and with it goes its work.
                command: `if [ -x ${script} ]; then ${script}; else ${removal(name)}; fi`,
            },
        },
    };
}

function removal(name: string): string {
    const folder = programFolder(name);
    return `rm -rf ${folder}; rmdir --ignore-fail-on-non-empty ${folder.slice(0, folder.lastIndexOf("/"))} 2>/dev/null || :`;
}

/** What its download takes, as root. */
export function installReaches(name: string, { archive, pypi, npm }: ProgramSource): Reach[] {
    const urls = [
        ...(archive === undefined ? [] : [archive.url]),
        ...(pypi === undefined ? [] : [pypi.index ?? "https://pypi.org/simple"]),
        ...(npm === undefined ? [] : lockedPackages(npm.lock, npm.registry).map(({ url }) => new URL(url).origin)),
    ];
    return reachOfUrls(`download of ${name}`, "root", [...new Set(urls)]);
}

interface InstallSteps {
    readonly packages: readonly string[];
    /** Shell lines that make the folder `$staging/program`. */
    readonly steps: readonly string[];
    /** Content of the list that they read. */
    readonly listed?: string;
}

function stepsOf({ archive, pypi, npm, build }: ProgramSource, list: string, target: string): InstallSteps {
    if (build !== undefined) return { packages: [], steps: buildSteps(buildDigest(build)) };
    if (pypi !== undefined) return pypiSteps(pypi, list, target);
    if (npm === undefined) return archiveSteps(archive);
    const packages = ["ca-certificates", "curl", "nodejs"];
    return { packages, steps: npmSteps(npm, list), listed: npmList(npm) };
}

function archiveSteps(source: ArchiveSource | undefined): InstallSteps {
    if (source === undefined) return { packages: [], steps: [] };
    const unpack = {
        tar: [
            `tar -xf "$staging/download" -C "$staging/program" --no-same-owner --strip-components=${source.stripComponents}`,
        ],
        zip: ['unzip -q "$staging/download" -d "$staging/program"'],
        file: ['install -m 0755 "$staging/download" "$staging/program/program"'],
    };
    return {
        packages: ["ca-certificates", "curl", ...unpackersOf(source)],
        steps: [
            `curl --fail --silent --show-error --location --retry 3 --output "$staging/download" '${source.url}'`,
            `actual=$(sha256sum "$staging/download" | cut -d ' ' -f 1)`,
            `if [ "$actual" != ${source.sha256} ]; then`,
            `    echo "the download has the digest $actual, not ${source.sha256}: it was tampered with, or is another version" >&2`,
            "    exit 1",
            "fi",
            'mkdir "$staging/program"',
            ...unpack[source.format],
            'chmod -R u+rwX,go+rX,go-w "$staging/program"',
        ],
    };
}

/** Packages that a minimal host does not have, by the end of the download's name. */
const unpackers = { ".xz": "xz-utils", ".txz": "xz-utils", ".zst": "zstd", ".bz2": "bzip2" } as const;

function unpackersOf({ url, format }: ArchiveSource): string[] {
    if (format === "zip") return ["unzip"];
    return Object.entries(unpackers).flatMap(([ending, name]) => (url.endsWith(ending) ? [name] : []));
}

/** Wheels only: nothing that was downloaded runs while it is installed. */
function pypiSteps(source: PypiSource, requirements: string, target: string): InstallSteps {
    const { index } = source;
    const from = index === undefined ? [] : [`--index-url '${index}'`, ...trust(index)];
    const options = ["--require-hashes", "--only-binary=:all:", "--no-deps", "--no-compile", "--no-cache-dir", ...from];
    return {
        listed: lockFile(source),
        packages: ["ca-certificates", "python3-pip", "python3-venv"],
        steps: [
            'python3 -m venv --without-pip "$staging/program"',
            'python3 -m pip --python "$staging/program/bin/python" --isolated --quiet --disable-pip-version-check \\',
            `    install ${options.join(" ")} --requirement ${requirements}`,
            ...hashComment("What names the folder is made to name the one that it gets."),
            `find "$staging/program/bin" -type f -exec sed -i "1s|^#!$staging/program/|#!${target}/|" {} +`,
            'rm -f "$staging/program/bin/activate"* "$staging/program/bin/Activate.ps1"',
            `python3 -m compileall -q -s "$staging/program" -p ${target} "$staging/program/lib" || :`,
        ],
    };
}

/** The digests say what is good: the way there need not be secret. */
function trust(index: string): string[] {
    const url = new URL(index);
    return url.protocol === "http:" ? [`--trusted-host '${url.host}'`] : [];
}

function lockFile({ requirements }: PypiSource): string {
    return [...hashComment(managedNotice), ...requirements, ""].join("\n");
}

function installScript(name: string, target: string, steps: readonly string[], keptVersions: number): string {
    const folder = programFolder(name);
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment(`Makes the folder of ${name} that its unit names, unless it is there.`),
        "set -eu",
        "umask 022",
        `target=${target}`,
        `if [ -d "$target" ]; then`,
        '    touch "$target"',
        "    exit 0",
        "fi",
        `mkdir -p ${folder}`,
        `rm -rf ${folder}/.staging-*`,
        `staging=$(mktemp -d ${folder}/.staging-XXXXXX)`,
        `trap 'rm -rf "$staging"' EXIT`,
        'chmod 0755 "$staging"',
        ...steps,
        'sync -f "$staging"',
        'mv -T "$staging/program" "$target"',
        'touch "$target"',
        `# The newest ${keptVersions} are kept: the one in use, and what to go back to.`,
        `find ${folder} -mindepth 1 -maxdepth 1 -type d ! -name '.staging-*' -printf '%T@ %p\\n' | sort -rn |`,
        `    tail -n +${keptVersions + 1} | cut -d ' ' -f 2 | xargs -r rm -rf --`,
        "",
    ].join("\n");
}
