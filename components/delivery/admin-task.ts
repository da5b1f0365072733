import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "./host-configuration";

/** Seconds after which a task that has not ended is stopped. */
const defaultTimeoutSeconds = 900;

/** The host that a task is done on. */
export interface AdminTaskHost {
    /** Another machine is another host. */
    readonly machineId: pulumi.Input<string>;
    /** How it is reached after its delivery, with the key then in force. */
    readonly connection: Omit<Connection, "rotateHostKey">;
    /** Goes with the host: a task has nothing to undo, and logs in to nothing that is going away. */
    readonly machine: pulumi.Resource;
    /** The delivery that must have been confirmed before. */
    readonly delivery: pulumi.Resource;
}

/** Something that is done once on a finished host: an app's first account, a link that opens an organisation. */
export interface AdminTaskArgs {
    /**
     * POSIX shell, run as root. It is shown in previews: give it secrets by `stdin`, and let it write none to its standard
     * error, which a failure shows. What it must remember should it be cut off it may keep in the folder `$TASK_FOLDER`.
     */
    command: pulumi.Input<string>;
    /** What the command reads: the way for secrets. @default nothing */
    stdin?: pulumi.Input<string> | undefined;
    /** Another text runs the command once more. A changed command alone does not. @default "1" */
    revision?: string | undefined;
    /** Seconds after which it is stopped, and has failed. @default 900 */
    timeoutSeconds?: number | undefined;
}

/** A task, done by the provider over SSH as a delivery is. */
export class AdminTask extends pulumi.CustomResource {
    /** What it wrote to its standard output. A secret. */
    declare public readonly output: pulumi.Output<string>;

    public constructor(
        name: string,
        { command, stdin = "", revision = "1", timeoutSeconds = defaultTimeoutSeconds }: AdminTaskArgs,
        { machineId, connection, machine, delivery }: AdminTaskHost,
        options: pulumi.CustomResourceOptions,
    ) {
        const inputs = { machineId, connection, command, stdin: pulumi.secret(stdin), revision, timeoutSeconds };
        super(
            "hardened-host:index:AdminTask",
            name,
            { ...inputs, output: undefined },
            pulumi.mergeOptions(options, {
                dependsOn: [delivery],
                deletedWith: machine,
                // The provider marks it too; said here, it holds whatever the provider answers.
                additionalSecretOutputs: ["output"],
            }),
        );
    }
}
