import { z } from "zod";
import { loginName } from "../../login-name";
import { sshPublicKey } from "../../ssh-public-key";

const wholeNumber = (minimum: number, maximum: number) => {
    const message = `must be a whole number from ${minimum} to ${maximum}`;
    return z.int({ error: message }).min(minimum, message).max(maximum, message);
};

const person = z.strictObject({
    authorizedKeys: z
        .array(sshPublicKey())
        .min(1, "must name at least one key")
        .meta({ description: "Keys that open it." }),
    administrator: z.boolean().default(false).meta({ description: "May become root with sudo." }),
    shell: z.enum(["/bin/bash", "/bin/sh"]).default("/bin/bash").meta({ description: "Login shell." }),
});

export const accountsSettings = z.strictObject({
    people: z
        .record(loginName(), person)
        .default({})
        .meta({ description: "Login accounts besides the one that deliveries use, by name." }),
    idleTimeoutMinutes: wholeNumber(1, 240)
        .default(15)
        .meta({ description: "Minutes without input after which an interactive shell ends." }),
    passwordMinLength: wholeNumber(12, 128)
        .default(14)
        .meta({ description: "Characters that a local password must have. No password opens a login by SSH." }),
    passwordMaxAgeDays: wholeNumber(30, 365).default(365).meta({
        description: "Days until a password must be changed. Login accounts have none, and are exempt.",
    }),
});

export type AccountsSettings = z.output<typeof accountsSettings>;
