import type { Distribution } from "../../../components/host/part";

/** Where the rules of an evaluation come from. */
export interface ContentSource {
    /** What the host lends beside the scanner. */
    readonly packages: readonly string[];
    /** Shell, in the borrowed folder: leaves in it what was given, and sets `content` to the name of a file. */
    readonly script: string;
}

/** Where both of Debian's and Ubuntu's packages have their files. */
export const contentFolder = "usr/share/xml/scap/ssg/content";

/** The content for exactly this release, which its own package names so. */
export function ownContent({ id, version }: Distribution): string {
    return `ssg-${id}${version.replace(".", "")}-ds.xml`;
}

/** A package that the auditing computer has brought: nothing is unpacked of it but one file. */
export function broughtContent(distribution: Distribution): ContentSource {
    const content = ownContent(distribution);
    const script = `
dpkg-deb --fsys-tarfile - | tar -x ./${contentFolder}/${content}
content=${content}
`;
    return { packages: [], script };
}

/**
 * The newest content up to the host's own release that its distribution packages. Content says which release it is for, and
 * would call every rule of it inapplicable elsewhere: that one line is taken out of the copy.
 */
export function packagedContent(distribution: Distribution): ContentSource {
    const { id, version } = distribution;
    const own = ownContent(distribution);
    const script = `
content=$( (echo ${own}; ls ${contentFolder} | grep -E '^ssg-${id}[0-9]+-ds.xml$') | sort -V | grep -B 1 -x ${own} | tail -n 2 | sort -u |
    while read -r one; do [ ! -e "${contentFolder}/$one" ] || echo "$one"; done | tail -n 1)
[ -n "$content" ] || { echo "there is no content for ${id} ${version}, nor for a release before it" >&2; exit 1; }
[ "$content" = ${own} ] || sed -i -E '/<[^ >]*platform idref="cpe:\\/o:/d' "${contentFolder}/$content"
`;
    return { packages: [contentPackages[id]], script };
}

const contentPackages: Readonly<Record<Distribution["id"], string>> = {
    debian: "ssg-debian",
    ubuntu: "ssg-debderived",
};
