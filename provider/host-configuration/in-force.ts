import type { Observation } from "./observation";
import { kernelParameterDifferences } from "./in-force/kernel-parameters";
import { ruleDifferences, rulesFile } from "./in-force/rules";

type Files = Readonly<Record<string, { readonly content: string }>>;

/**
 * Planned files that stand on the host as they should while something else is in force, each with what. To mend that,
 * what watches the file is activated again, as if the file had changed.
 */
export function notInForce(files: Files, observed: Observation): ReadonlyMap<string, readonly string[]> {
    const differences = new Map<string, readonly string[]>(
        kernelParameterDifferences(files, observed.kernelParameters),
    );
    const rules = observed.rulesInFile.length === 0 ? [] : ruleDifferences(observed.rulesInFile, observed.rulesInForce);
    if (rulesFile in files && rules.length > 0) differences.set(rulesFile, rules);
    return differences;
}
