import { mapValues } from "../../../components/host/map-values";
import type { HostConfigurationState } from "../inputs";
import type { DriftedFolder } from "./files";
import type { DriftedUnit } from "./units";

/**
 * What no plan can say, a kernel parameter that is not what its file says for example, stands in the state beside what
 * the plan does say: as comment lines at the end of the file, in parentheses after the package, as a field of the unit.
 * In a preview each is a line that the next delivery takes away.
 */
const remarkStart = "#! on the host: ";

export function withRemarks(content: string, remarks: readonly string[]): string {
    return content + remarks.map((remark) => `${remarkStart}${remark}\n`).join("");
}

export function packageRemark(name: string, remarks: readonly string[]): string {
    return remarks.length === 0 ? name : `${name} (${remarks.join(", ")})`;
}

/** The state without remarks, which `pulumi refresh` has written into it: what the host is compared with. */
export function withoutRemarks(state: HostConfigurationState): HostConfigurationState {
    const bareName = (entry: string) => entry.replace(/ \(.*\)$/, "");
    return {
        ...state,
        packages: state.packages.map(bareName),
        removedPackages: state.removedPackages.map(bareName),
        files: mapValues(state.files, (file) => ({ ...file, content: withoutRemarkLines(file.content) })),
        folders: mapValues(state.folders, ({ replacedBy: _other, ...folder }: DriftedFolder) => folder),
        units: mapValues(state.units, ({ failed: _failed, needsDaemonReload: _stale, ...unit }: DriftedUnit) => unit),
    };
}

function withoutRemarkLines(content: string): string {
    if (!content.includes(remarkStart)) return content;
    const lines = content.split("\n");
    return lines.filter((line) => !line.startsWith(remarkStart)).join("\n");
}
