import { singleLine } from "../../values";

/** Name of a secret in the stack's settings. */
export const secretName = (name: string) =>
    singleLine(64)
        .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, hyphens and _")
        .default(name);
