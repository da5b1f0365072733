import { kernelParameterPatterns } from "./in-force/kernel-parameters";
import type { DeliveredPart } from "./observation";
import { placesOfMasks } from "./observation-request";
import { dropInFolders } from "./unit-definition";

function lines(items: Iterable<string>): string {
    return [...new Set(items)].map((item) => `${item}\n`).join("");
}

/** What `record_original` looks at: everything that the plan manages, whether it has to be changed now or not. */
export function originalLists(part: DeliveredPart): [string, string][] {
    const folders = Object.keys(part.folders);
    const units = Object.keys(part.units);
    const homes = Object.entries(part.users).map(([name, { home, system }]) => `${name}\t${home}\t${system}`);
    return [
        ["record-original", ""],
        ["managed/paths", lines([...Object.keys(part.files), ...part.absentFiles, ...folders, ...placesOfMasks(part)])],
        ["managed/folders", lines(folders)],
        ["managed/places", lines(claimedPlaces(part))],
        ["managed/units", lines(units)],
        ["managed/packages", lines([...part.packages, ...part.removedPackages])],
        ["managed/users", lines(Object.keys(part.users))],
        ["managed/homes", lines(homes)],
        ["managed/groups", lines(part.groups)],
        ["managed/kernel-parameters", lines(kernelParameterPatterns(part.files))],
    ];
}

/** Where strangers are removed: what appears there later was not there when the server was found. */
function claimedPlaces({ folders, units }: DeliveredPart): string[] {
    const exclusive = Object.entries(folders).filter(([, folder]) => folder.exclusive);
    const names = Object.keys(units);
    return [
        ...exclusive.map(([path]) => path),
        ...names.flatMap(dropInFolders),
        ...names.map((unit) => `/etc/systemd/system/${unit}`),
    ];
}
