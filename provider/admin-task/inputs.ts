import { z } from "zod";
import { connection, oneLine } from "../host-configuration/inputs";

const text = z.string().refine((content) => !content.includes("\0"), "must be text without NUL bytes");

/** Something that is done once on a host that has been delivered. */
export const adminTaskInputs = z.strictObject({
    /** Another machine is another host, on which it is done anew. */
    machineId: z.string(),
    /** How the host is reached after its delivery; `hostKey` is the key in force. */
    connection: connection.omit({ rotateHostKey: true }),
    /** POSIX shell, run as root. It may keep things in the folder `$TASK_FOLDER` until it has succeeded. */
    command: text,
    /** What the command reads; never on a disk of the host. */
    stdin: text,
    /** Another text does it once more. */
    revision: oneLine,
    /** Seconds after which it is stopped and has failed. */
    timeoutSeconds: z.int().min(1).max(86_400),
});

export type AdminTaskInputs = z.output<typeof adminTaskInputs>;

export interface AdminTaskState extends AdminTaskInputs {
    /** What it wrote to its standard output, without the newlines at its end. A secret. */
    readonly output: string;
}
