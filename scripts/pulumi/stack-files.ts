import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { UserError } from "../bootstrap/user-error";

/** The little of a stack file that the scripts look at; stacks/settings.ts checks all of it when the program runs. */
const stackFile = z.object({
    config: z.object({
        "hardened-host:hosts": z.record(
            z.string(),
            z.object({
                cloud: z.record(z.string(), z.unknown()).catch({}),
                login: z.object({ identityFile: z.string().optional() }).catch({}),
            }),
        ),
    }),
});

/** What the scripts need to know of a stack. */
export interface StackNeeds {
    /** A host of the stack runs on this computer. */
    readonly localMachine: boolean;
    /** Private keys that its hosts are logged in to with, as absolute paths. */
    readonly identityFiles: readonly string[];
}

/** Reads what a stack needs; of a file that is wrong, nothing: the program says what is wrong with it. */
export function readStackNeeds(text: string, home = homedir()): StackNeeds {
    const parsed = stackFile.safeParse(parse(text));
    const hosts = parsed.success ? Object.values(parsed.data.config["hardened-host:hosts"]) : [];
    const identityFiles = hosts.flatMap(({ login }) => login.identityFile ?? []);
    return {
        localMachine: hosts.some(({ cloud }) => "local" in cloud),
        identityFiles: [...new Set(identityFiles.map((path) => path.replace(/^~(?=\/)/, home)))],
    };
}

/** Names of the stacks that have a file in `folder`. */
export function listStacks(folder: string): string[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
        .flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? [])
        .sort();
}

/** Path of a stack's file. Refuses a name that is missing or that no file has. */
export function findStackFile(folder: string, command: string, stack: string | undefined): string {
    const stacks = listStacks(folder);
    const known = stacks.length === 0 ? "there are none in stacks/" : `stacks found: ${stacks.join(", ")}`;
    if (stack === undefined || stack.startsWith("-")) {
        throw new UserError(`No stack given; ${known}. Run: npm run ${command} -- ${stacks[0] ?? "<stack>"}`);
    }
    if (!stacks.includes(stack)) {
        throw new UserError(
            `There is no stack "${stack}"; ${known}. Copy one of stacks/Pulumi.*.yaml to stacks/Pulumi.${stack}.yaml and edit it.`,
        );
    }
    return join(folder, `Pulumi.${stack}.yaml`);
}

/**
 * Runs `work` and takes back the one line that Pulumi adds to a stack file without secrets: the salt of its passphrase.
 * Pulumi keeps it in the stack's state too, and a fresh clone stays as it was committed. Any other change stays.
 */
export async function withoutNewSalt<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
    const before = readFileSync(path, "utf8");
    try {
        return await work();
    } finally {
        const added = addsOnlySalt(before, readFileSync(path, "utf8"));
        if (added) writeFileSync(path, before);
    }
}

/** True when the second text says what the first does, and a salt more. */
export function addsOnlySalt(before: string, after: string): boolean {
    const [old, { encryptionsalt: salt, ...rest }] = [before, after].map((text) =>
        z.record(z.string(), z.unknown()).catch({}).parse(parse(text)),
    ) as [Record<string, unknown>, Record<string, unknown>];
    return salt !== undefined && !("encryptionsalt" in old) && JSON.stringify(rest) === JSON.stringify(old);
}
