import * as pulumi from "@pulumi/pulumi";

/** An output, or null when its resource failed: one rejected output would take all that are registered with it. */
export function nullWhenFailed(output: pulumi.Output<unknown>): pulumi.Output<unknown> {
    return pulumi.recover<unknown>(output, () => null);
}
