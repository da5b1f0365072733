import { hashComment } from "./formats/comments";

/** Where what is sent apart from a plan waits for its delivery; root's only. */
const uploadsFolder = "/var/lib/hardened-host/uploads";

/** File on the host in which a build with a digest arrives, as a tar archive. */
export function uploadedBuild(sha256: string): string {
    return `${uploadsFolder}/${sha256}.tar`;
}

/**
 * Shell lines that make the folder `$staging/program` from a build that was sent. What arrived is listed anew (names,
 * contents, links, which are programs), and the digest of the list must be the plan's: `components/builds/tree.ts`.
 */
export function buildSteps(sha256: string): string[] {
    const upload = uploadedBuild(sha256);
    return [
        `if [ ! -e ${upload} ]; then`,
        `    echo "the build ${sha256} was not sent: the next pulumi up sends it" >&2`,
        "    exit 1",
        "fi",
        'mkdir "$staging/program"',
        `tar -xf ${upload} -C "$staging/program" --no-same-owner --no-same-permissions`,
        'chmod -R u+rwX,go+rX,go-w "$staging/program"',
        'actual=$(cd "$staging/program" && {',
        "    find . -mindepth 1 -type d -printf 'd %p\\n'",
        "    find . -type l -printf 'l %p -> %l\\n'",
        "    find . -type f -perm -u+x -printf 'x %p\\n'",
        "    find . -type f -print0 | xargs -0 -r sha256sum",
        "} | LC_ALL=C sort | sha256sum | cut -d ' ' -f 1)",
        `if [ "$actual" != ${sha256} ]; then`,
        `    rm -f ${upload}`,
        `    echo "what arrived has the digest $actual, not ${sha256}" >&2`,
        "    exit 1",
        "fi",
        ...hashComment("It can be sent again; the folder is what counts."),
        `rm -f ${upload}`,
    ];
}
