import { z } from "zod";

/** Word of a cloud's own: the name of a region, a size, an image. */
export const slug = (what: string, example: string) => {
    const accepted = `must be the name of ${what}, such as ${example}`;
    return z.string(accepted).regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i, accepted);
};

export const replaceOnChange = z
    .boolean()
    .default(false)
    .meta({
        description:
            "Lets a change of what a machine is born with (place, image, network, first-boot text) replace the machine. " +
            "Everything on its disk is then lost. Without it such a change is ignored, or refused with the reason. Set " +
            "it for the one change, and take it away again.",
    });

export const protect = z
    .boolean()
    .default(true)
    .meta({
        description:
            "Nobody deletes the address and the data volume by mistake: Pulumi refuses, and so does the cloud where it " +
            "can. Before `destroy`, set it to false and run `up` once.",
    });

export const protectMachine = z
    .boolean()
    .default(false)
    .meta({
        description:
            "The cloud refuses to delete the machine, in its console too. Before the machine is to be replaced or " +
            "destroyed, set it to false and run `up` once.",
    });

const gibibytes = (minimum: number, maximum: number) => {
    const accepted = `must be a whole number of gibibytes from ${minimum} to ${maximum}`;
    return z.int(accepted).min(minimum, accepted).max(maximum, accepted);
};

export const diskGib = (minimum: number, maximum: number) => gibibytes(minimum, maximum);

/** A disk beside the machine's own, which outlives the machine. */
export const dataVolume = (minimumGib: number, maximumGib: number) =>
    z.strictObject({
        sizeGib: gibibytes(minimumGib, maximumGib).meta({
            description: `Size in gibibytes, ${minimumGib} to ${maximumGib}. It can grow, and never shrink.`,
        }),
    });

/** Refuses what the cloud would refuse half-way: the old machine could not be deleted. */
export const replaceableOrProtected = {
    accepts: (settings: { readonly replaceOnChange: boolean; readonly protectMachine: boolean }) =>
        !(settings.replaceOnChange && settings.protectMachine),
    problem: {
        error: "must not be true while protectMachine is, which keeps the old machine from being deleted",
        path: ["replaceOnChange"],
    },
};
