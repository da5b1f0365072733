import * as pulumi from "@pulumi/pulumi";

/** What a cloud takes as user-data at most, in bytes, and in which form it counts them. */
export interface UserDataLimit {
    readonly cloud: string;
    readonly maximumBytes: number;
}

/**
 * The first-boot text, once it is known to fit: the cloud itself would say so only after everything else was made.
 *
 * @param encode form in which it is sent and counted
 * @throws RunError inside the output, with sizes and without a word of the text.
 */
export function fittingBootstrap<Sent extends string | Buffer>(
    name: string,
    bootstrap: pulumi.Input<string>,
    { cloud, maximumBytes }: UserDataLimit,
    encode: (text: string) => Sent,
): pulumi.Output<Sent> {
    return pulumi.output(bootstrap).apply((text) => {
        const sent = encode(text);
        const bytes = Buffer.byteLength(sent);
        if (bytes <= maximumBytes) return sent;
        throw new pulumi.RunError(
            `hosts.${name}.login: makes a first-boot text of ${bytes} bytes; ${cloud} takes ${maximumBytes}. ` +
                "Use ed25519 keys, which are short, or fewer keys.",
        );
    });
}
