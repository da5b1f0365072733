import * as pulumi from "@pulumi/pulumi";

/**
 * An output, or null when its resource failed. The engine reports that failure, and counts it; left in an output, it
 * would also end the program with a stack trace, and take the outputs of every other host with it.
 */
export function nullWhenFailed(output: pulumi.Output<unknown>): pulumi.Output<unknown> {
    return pulumi.recover<unknown>(output, () => null);
}
