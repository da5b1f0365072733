import { z } from "zod";
import { quoteValue } from "./errors";
import type { SettingsProblem } from "./errors";
import { knownKeys } from "./known-keys";
import { nearestWord } from "./spelling";

/** A part of a stack's settings, and where its owner finds it. */
export interface Section {
    /** For example `hosts.chat-1.host`. */
    readonly path: string;
    /** File to edit, for example `stacks/Pulumi.local.yaml`. */
    readonly file: string;
}

/** Checks one part of the settings. What is wrong is added to `problems`, and the answer is then `undefined`. */
export function readSection<Value>(
    schema: z.ZodType<Value>,
    given: unknown,
    section: Section,
    problems: SettingsProblem[],
): Value | undefined {
    const result = schema.safeParse(given, { reportInput: true });
    if (result.success) return result.data;
    problems.push(...result.error.issues.flatMap((issue) => describeIssue(issue, schema, section)));
    return undefined;
}

/** Path of a setting, as `pulumi config set --path` takes it. */
export function settingPath(base: string, parts: readonly PropertyKey[]): string {
    return parts.reduce<string>((path, part) => {
        if (typeof part === "number") return `${path}[${part}]`;
        const name = String(part);
        return /^[A-Za-z_][\w-]*$/.test(name) ? `${path}.${name}` : `${path}[${quoteValue(name)}]`;
    }, base);
}

/** `<value> is not accepted; it <accepted>`. */
export function notAccepted(value: unknown, accepted: string): string {
    return `${showValue(value)} is not accepted; it ${accepted}`;
}

/** A private key that went astray into a public setting is not printed. */
function showValue(value: unknown): string {
    const text = value === undefined ? "" : JSON.stringify(value);
    return /PRIVATE KEY|-----BEGIN/.test(text) ? "a private key (not shown)" : quoteValue(value);
}

function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType, section: Section): SettingsProblem[] {
    const path = settingPath(section.path, issue.path);
    const remedy = `Correct it in ${section.file}`;
    if (issue.code === "unrecognized_keys") {
        return issue.keys.map((key) => unknownKey(key, knownKeys(schema, issue.path), { ...section, path }));
    }
    if (issue.code === "invalid_key") {
        const key = issue.path.at(-1);
        const accepted = issue.issues.map(({ message }) => message).join(" and ");
        return [{ path, problem: `the name ${notAccepted(key, accepted)}`, remedy: `Rename it in ${section.file}` }];
    }
    if (issue.code === "invalid_union" && issue.errors.length > 0) return describeUnion(issue, schema, section);
    if (issue.input === undefined) {
        return [{ path, problem: `is missing; it ${accepted(issue)}`, remedy: `Add it to ${section.file}` }];
    }
    return [{ path, problem: notAccepted(issue.input, accepted(issue)), remedy }];
}

/** Another name for a setting, where the one that was written does not exist. */
export function unknownKey(key: string, known: readonly string[], { path, file }: Section): SettingsProblem {
    const meant = nearestWord(key, known);
    return {
        path: settingPath(path, [key]),
        problem: `is not a known setting; known here are ${known.length === 0 ? "none" : known.join(", ")}`,
        remedy: meant === undefined ? `Remove it from ${file}` : `Did you mean ${meant}? Rename it in ${file}`,
    };
}

/** The branch that came furthest is the one that was meant. */
function describeUnion(issue: z.core.$ZodIssueInvalidUnion, schema: z.ZodType, section: Section): SettingsProblem[] {
    const depth = (issues: readonly z.core.$ZodIssue[]) => Math.max(...issues.map(({ path }) => path.length));
    const [nearest = []] = [...issue.errors].sort((a, b) => depth(b) - depth(a));
    return nearest.flatMap((inner) =>
        describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, schema, section),
    );
}

const typeNames: Readonly<Record<string, string>> = {
    string: "text",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
    object: "a map of settings",
    record: "a map of settings",
    array: "a list",
};

/** What is accepted, as the end of a sentence. Our schemas say it themselves; the rest is told from zod's code. */
function accepted(issue: z.core.$ZodIssue): string {
    if (issue.message.startsWith("must ")) return issue.message;
    switch (issue.code) {
        case "invalid_type":
            return `must be ${typeNames[issue.expected] ?? issue.expected}`;
        case "invalid_value":
            return `must be ${issue.values.length === 1 ? "" : "one of "}${issue.values.map(String).join(", ")}`;
        case "too_small":
            return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
        case "too_big":
            return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
        default:
            return `must be valid: ${issue.message}`;
    }
}

function unitOf(origin: string): string {
    if (origin === "string") return " characters long";
    return origin === "array" ? " entries long" : "";
}
