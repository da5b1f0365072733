import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Distribution } from "../../../components/host/part";
import { runBorrowed } from "../borrowed-program";
import { Obstacle, type Examiner, type ExaminationResult } from "../examiner";
import { readXccdf, type XccdfResult } from "./xccdf";
import { percent } from "./own-checks";
import { broughtContent, contentFolder, ownContent, packagedContent } from "./scap-content";

/** Looked for in the content; CIS level 1 for servers, and ANSSI-BP-028 up to "enhanced". */
export const defaultProfiles = ["cis_level1_server", "anssi_bp28_enhanced"];

/** What is evaluated. */
export interface ScapRules {
    /** Profiles by short name. */
    readonly profiles: readonly string[];
    /** Packages of content on this computer, by distribution; where there is none, the host's own package is used. */
    readonly content: Partial<Record<Distribution["id"], string>>;
}

const maximumBytes = 128 * 1024 * 1024;

/** @param script sets `content`. */
const programFor = (script: string, profiles: readonly string[]) => `
export LD_LIBRARY_PATH=$(find "$PWD/usr/lib" -name '*.so.*' -printf '%h\\n' | sort -u | paste -sd:)
export OSCAP_SCHEMA_PATH=$PWD/usr/share/openscap/schemas OSCAP_XSLT_PATH=$PWD/usr/share/openscap/xsl OSCAP_CPE_PATH=$PWD/usr/share/openscap/cpe
${script}
echo "content $content"
scanner=$PWD/usr/bin/oscap
cd ${contentFolder}
for profile in ${profiles.join(" ")}; do
    full=xccdf_org.ssgproject.content_profile_$profile
    grep -q "Profile id=\\"$full\\"" "$content" || continue
    "$scanner" xccdf eval --profile "$full" --results /media/results.xml "$content" >/dev/null 2>/media/errors ||
        [ $? = 2 ] || { tail -n 3 /media/errors >&2; exit 1; }
    echo "profile $profile $(gzip -c /media/results.xml | base64 -w 0)"
done
`;

/** Rules of public benchmarks, in the newest form that Debian has of them. */
export function openscap({ profiles, content }: ScapRules): Examiner {
    return {
        id: "openscap",
        title: "OpenSCAP",
        examine: async ({ distribution, shell }) => {
            const path = content[distribution.id];
            const { packages, script } =
                path === undefined ? packagedContent(distribution) : broughtContent(distribution);
            const given = path === undefined ? undefined : readFileSync(path);
            const program = programFor(script, profiles);
            const output = await runBorrowed(shell, ["openscap-scanner", ...packages], program, given);
            return readOutput(output, distribution, profiles);
        },
    };
}

/** @param output a line `content <file>`, and `profile <name> <base64 of gzip of XCCDF results>` for each that there was. */
export function readOutput(output: string, host: Distribution, wanted: readonly string[]): ExaminationResult {
    const content = /^content (\S+)$/m.exec(output)?.[1] ?? "";
    const results = [...output.matchAll(/^profile (\S+) (\S+)$/gm)].map(([, profile = "", packed = ""]) => ({
        profile,
        result: readXccdf(unpack(packed), editionOf(content)),
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

function remarksOn(content: string, distribution: Distribution): string[] {
    if (content === ownContent(distribution)) return [];
    const { id, version } = distribution;
    return [
        `The content for ${id} ${version} could not be had: ${content} was applied, without its restriction to its own release. ` +
            "A rule about something that has changed between the two may be wrong.",
    ];
}

/** How items of CIS's benchmark for that release are named: numbers differ from one to the next. */
function editionOf(content: string): string {
    const [, id, version = ""] = /^ssg-(debian|ubuntu)(\d+)-ds\.xml$/.exec(content) ?? [];
    return id === "debian" ? `CIS${version}` : `CIS-Ubuntu${version}`;
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
