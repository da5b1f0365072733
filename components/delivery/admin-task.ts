import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

/** Seconds after which a task that has not ended is stopped. */
const defaultTimeoutSeconds = 900;

/** Seconds between the request to end and the signal that nothing survives. */
const graceSeconds = 10;

/** A wrong key is no passing trouble, and an sshd counts each failure against its sender (PerSourcePenalties). */
const dialErrorLimit = 3;

/** Where and as whom a task logs in. */
export interface AdminTaskHost {
    readonly address: pulumi.Input<string>;
    readonly port: pulumi.Input<number>;
    readonly user: string;
    /** `ssh-ed25519 <base64>`. Without one the plugin would believe any host. */
    readonly hostKey: pulumi.Input<string>;
    /** Goes with the host: a task has nothing to undo, and logs in to nothing that is going away. */
    readonly machine: pulumi.Resource;
    /** The delivery that must have been confirmed before. */
    readonly delivery: pulumi.Resource;
}

/** Something that is done once on a finished host: an app's first account, a link that opens an organisation. */
export interface AdminTaskArgs {
    /** POSIX shell, run as root. It is shown in previews and in the text of a failure: give it secrets by `stdin`. */
    command: pulumi.Input<string>;
    /** What the command reads: the way for secrets. @default nothing */
    stdin?: pulumi.Input<string> | undefined;
    /** Another text runs the command once more. A changed command alone does not. @default "1" */
    revision?: string | undefined;
    /**
     * Private key, OpenSSH format, that opens the login. It is kept in the stack's state, encrypted.
     * @default the keys of the agent at SSH_AUTH_SOCK
     */
    privateKey?: pulumi.Input<string> | undefined;
    /** Seconds after which it is stopped, and has failed. @default 900 */
    timeoutSeconds?: number | undefined;
}

/**
 * Runs a task by `@pulumi/command`. Its SSH client is Go's, which shares one post-quantum key exchange with the sshd of
 * Debian 13, mlkem768x25519-sha256, and curve25519-sha256 with those of Debian 12 and Ubuntu 24.04: both are offered
 * unless the settings take them away.
 *
 * @returns what it wrote to its standard output, a secret */
export function runAdminTask(
    name: string,
    { command, stdin, revision = "1", privateKey, timeoutSeconds = defaultTimeoutSeconds }: AdminTaskArgs,
    { address, port, user, hostKey, machine, delivery }: AdminTaskHost,
    options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    const limited = ["sudo", "-n", "timeout", "-k", graceSeconds, timeoutSeconds, "/bin/sh", "-c"].join(" ");
    const task = new remote.Command(
        name,
        {
            // Built here and nowhere else: the plugin prints what it does not know in a connection.
            connection: {
                host: address,
                port,
                user,
                hostKey,
                dialErrorLimit,
                ...(privateKey === undefined ? {} : { privateKey: pulumi.secret(privateKey) }),
            },
            create: pulumi.output(command).apply((text) => `${limited} ${quoted(text)}`),
            // Any other input that changes (a new port, a new key of the host) would run the command again.
            update: ":",
            ...(stdin === undefined ? {} : { stdin: pulumi.secret(stdin) }),
            triggers: [revision],
            logging: remote.Logging.None,
            // Needs `AcceptEnv` of sshd, which a hardened one does not grant.
            addPreviousOutputInEnv: false,
        },
        pulumi.mergeOptions(options, {
            dependsOn: [delivery],
            deletedWith: machine,
            additionalSecretOutputs: ["stdout", "stderr"],
        }),
    );
    return pulumi.secret(task.stdout);
}

/** One word for a POSIX shell, with nothing in it that the shell would look at. */
function quoted(text: string): string {
    return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
