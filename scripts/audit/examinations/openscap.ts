import { gunzipSync } from "node:zlib";
import type { Distribution } from "../../../components/host/part";
import { runBorrowed } from "../borrowed-program";
import { Obstacle, type Examiner, type ExaminationResult } from "../examiner";
import { readXccdf, type XccdfResult } from "./xccdf";
import { percent } from "./own-checks";

/** Looked for in the content; CIS level 1 for servers, and ANSSI-BP-028 up to "enhanced". */
export const defaultProfiles = ["cis_level1_server", "anssi_bp28_enhanced"];

const contentPackages = { debian: "ssg-debian", ubuntu: "ssg-debderived" } as const;
const maximumBytes = 128 * 1024 * 1024;

/**
 * Takes the newest content up to the host's own release. Content says which release it is for, and would call every rule of
 * it inapplicable elsewhere: that one line is taken out of the copy.
 */
const programFor = ({ id, version }: Distribution, profiles: readonly string[]) => `
export LD_LIBRARY_PATH=$(find "$PWD/usr/lib" -name '*.so.*' -printf '%h\\n' | sort -u | paste -sd:)
export OSCAP_SCHEMA_PATH=$PWD/usr/share/openscap/schemas OSCAP_XSLT_PATH=$PWD/usr/share/openscap/xsl OSCAP_CPE_PATH=$PWD/usr/share/openscap/cpe
cd usr/share/xml/scap/ssg/content
own=${id}${version.replace(".", "")}
content=$( (echo "ssg-$own-ds.xml"; ls | grep -E '^ssg-${id}[0-9]+-ds.xml$') | sort -V | grep -B 1 -x "ssg-$own-ds.xml" | tail -n 2 | sort -u |
    while read -r one; do [ ! -e "$one" ] || echo "$one"; done | tail -n 1)
[ -n "$content" ] || { echo "there is no content for ${id} ${version}, nor for a release before it" >&2; exit 1; }
echo "content $content"
sed -i -E '/<[^ >]*platform idref="cpe:\\/o:/d' "$content"
for profile in ${profiles.join(" ")}; do
    full=xccdf_org.ssgproject.content_profile_$profile
    grep -q "Profile id=\\"$full\\"" "$content" || continue
    "$OLDPWD/usr/bin/oscap" xccdf eval --profile "$full" --results /media/results.xml "$content" >/dev/null 2>/media/errors ||
        [ $? = 2 ] || { tail -n 3 /media/errors >&2; exit 1; }
    echo "profile $profile $(gzip -c /media/results.xml | base64 -w 0)"
done
`;

/** Rules of public benchmarks, as the distribution packages them. @param profiles by short name. */
export function openscap(profiles: readonly string[]): Examiner {
    return {
        id: "openscap",
        title: "OpenSCAP",
        examine: async ({ distribution, shell }) => {
            const packages = ["openscap-scanner", contentPackages[distribution.id]];
            const output = await runBorrowed(shell, packages, programFor(distribution, profiles));
            return readOutput(output, distribution, profiles);
        },
    };
}

/** @param output a line `content <file>`, and `profile <name> <base64 of gzip of XCCDF results>` for each that there was. */
export function readOutput(output: string, host: Distribution, wanted: readonly string[]): ExaminationResult {
    const content = /^content (\S+)$/m.exec(output)?.[1] ?? "";
    const results = [...output.matchAll(/^profile (\S+) (\S+)$/gm)].map(([, profile = "", packed = ""]) => ({
        profile,
        result: readXccdf(unpack(packed)),
    }));
    if (results.length === 0) throw new Obstacle(`${content} has none of the profiles ${wanted.join(", ")}`);
    const missing = wanted.filter((name) => !results.some(({ profile }) => profile === name));
    return {
        tool: `OpenSCAP ${results[0]?.result.scanner ?? ""} with ${content}`,
        remarks: [
            ...remarksOn(content, host),
            ...missing.map((name) => `${content} has no profile ${name}: not looked at.`),
        ],
        figures: results.map(({ profile, result }) => ({
            name: `OpenSCAP ${profile}`,
            value: passedPercent(result),
            unit: "%",
            better: "higher" as const,
        })),
        findings: firstOfEach(results.flatMap(({ result }) => result.findings)),
    };
}

function remarksOn(content: string, { id, version }: Distribution): string[] {
    if (content === `ssg-${id}${version.replace(".", "")}-ds.xml`) return [];
    return [
        `${id} ${version} packages no content of its own: ${content} was applied, without its restriction to its own release. ` +
            "A rule about something that has changed between the two may be wrong.",
    ];
}

function passedPercent({ findings }: XccdfResult): number {
    return percent(findings.filter(({ passed }) => passed).length, findings.length);
}

function firstOfEach(findings: XccdfResult["findings"]): XccdfResult["findings"] {
    return [...new Map(findings.map((one) => [one.rule, one])).values()];
}

function unpack(packed: string): string {
    return gunzipSync(Buffer.from(packed, "base64"), { maxOutputLength: maximumBytes }).toString("utf8");
}
