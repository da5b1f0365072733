import * as pulumi from "@pulumi/pulumi";

/** Something that a machine cannot change without becoming another one. */
export interface Fixed {
    /** Setting that asks for it, below `hosts.<name>`: `cloud.aws.region`. */
    readonly setting: string;
    readonly wanted: string;
    /** What the machine was made with. `undefined` where the cloud does not tell. */
    readonly actual: pulumi.Output<string | undefined>;
}

export interface ReplacementChoice {
    /** The owner has said that the machine may be replaced. */
    readonly replaceOnChange: boolean;
}

/**
 * Options of a resource that some inputs would replace: changes of those are ignored, unless the owner said otherwise.
 * What a change of them was meant to do is then told by {@link refuseReplacement}.
 */
export function frozen(
    options: pulumi.ResourceOptions,
    { replaceOnChange }: ReplacementChoice,
    inputs: readonly string[],
): pulumi.ResourceOptions {
    return replaceOnChange ? options : pulumi.mergeOptions(options, { ignoreChanges: [...inputs] });
}

/**
 * The machine's id, for everything that is to happen on it. Refused, with the reason, when the settings ask for what only
 * another machine could be. A machine that is about to be made has no id yet, and nothing to refuse.
 *
 * @throws RunError inside the output.
 */
export function refuseReplacement(
    name: string,
    id: pulumi.Output<string>,
    { replaceOnChange, cloud }: ReplacementChoice & { readonly cloud: string },
    fixed: readonly Fixed[],
): pulumi.Output<string> {
    if (replaceOnChange) return id;
    return pulumi.all([id, pulumi.all(fixed.map(({ actual }) => actual))]).apply(([known, actual]) => {
        const problems = fixed.flatMap((one, index) => refusal(name, cloud, one, actual[index]));
        if (problems.length > 0) throw new pulumi.RunError(problems.join("\n"));
        return known;
    });
}

/** The reason for which a change is refused; none where nothing changes. */
export function refusal(name: string, cloud: string, { setting, wanted }: Fixed, actual: string | undefined): string[] {
    if (actual === undefined || actual === wanted) return [];
    return [
        `hosts.${name}.${setting}: cannot become ${JSON.stringify(wanted)}; ` +
            `the machine was made with ${JSON.stringify(actual)}, and only a new one could have another. ` +
            `Put the old value back, or set hosts.${name}.cloud.${cloud}.replaceOnChange to true: ` +
            "the machine and its disk are then lost.",
    ];
}
