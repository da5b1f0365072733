import * as pulumi from "@pulumi/pulumi";

export interface HostKeyArgs {
    /** Another value makes another key. */
    keepers?: pulumi.Input<Record<string, string>>;
}

/** An ed25519 host key for a machine's first boot, made once and kept in the stack's state. */
export class HostKey extends pulumi.CustomResource {
    /** In OpenSSH's own format. A secret. */
    declare public readonly privateKey: pulumi.Output<string>;
    /** `ssh-ed25519 <base64>`, without a comment. */
    declare public readonly publicKey: pulumi.Output<string>;
    /** SHA256 fingerprint as `ssh-keygen -l` prints it. */
    declare public readonly fingerprint: pulumi.Output<string>;

    public constructor(name: string, args: HostKeyArgs, options: pulumi.CustomResourceOptions) {
        const outputs = { privateKey: undefined, publicKey: undefined, fingerprint: undefined };
        // The provider marks it too; said here, it holds whatever the provider answers.
        const secrets = { additionalSecretOutputs: ["privateKey"] };
        super("hardened-host:index:HostKey", name, { ...args, ...outputs }, pulumi.mergeOptions(options, secrets));
    }
}
