import { createHash } from "node:crypto";
import { kernelParameterPatterns } from "./in-force/kernel-parameters";
import { rulesFile } from "./in-force/rules";
import type { DeliveredPart } from "./observation";
import type { PayloadFiles } from "./payload";
import { dropInFolders } from "./unit-definition";

function sha256(content: string): string {
    return createHash("sha256").update(content).digest("hex");
}

/** A list as the scripts on the host read it. */
export function lines(items: Iterable<string>): string {
    return [...items].map((item) => `${item}\n`).join("");
}

function endedByNul(items: Iterable<string>): string {
    return [...items].map((item) => `${item}\0`).join("");
}

/** The lists that `remote/observe.sh` reads. Paths and units of the plan before are asked about too: they may have to go. */
export function observationRequest(
    part: DeliveredPart,
    previousPaths: readonly string[],
    retiredUnits: readonly string[] = [],
): PayloadFiles {
    const files = Object.entries(part.files);
    const units = Object.keys(part.units);
    const paths = new Set([
        ...files.map(([path]) => path),
        ...part.absentFiles,
        ...Object.keys(part.folders),
        ...placesOfMasks(part),
        ...previousPaths,
    ]);
    const exclusive = Object.entries(part.folders).filter(([, folder]) => folder.exclusive);
    return new Map([
        ["paths", lines(paths)],
        ["sums", lines(files.map(([path, file]) => `${sha256(file.content)}  ${path}`))],
        ["secret", lines(part.secretPaths)],
        ["exclusive", endedByNul(exclusive.map(([path]) => path))],
        ["known-entries", lines([...files.map(([path]) => path), ...Object.keys(part.folders)])],
        ["drop-in-folders", endedByNul(new Set(units.flatMap(dropInFolders)))],
        ["packages", lines([...part.packages, ...part.removedPackages])],
        ["units", lines([...units, ...retiredUnits])],
        ["users", lines(Object.keys(part.users))],
        ["groups", lines(part.groups)],
        ["kernel-parameters", lines(kernelParameterPatterns(part.files))],
        ["rules-file", rulesFile in part.files ? lines([rulesFile]) : ""],
    ]);
}

/** Where systemd puts the masks that the plan asks for: systemctl(1). */
export function placesOfMasks({ units }: Pick<DeliveredPart, "units">): string[] {
    const masked = Object.entries(units).filter(([, unit]) => unit.masked === true);
    return masked.map(([unit]) => `/etc/systemd/system/${unit}`);
}
