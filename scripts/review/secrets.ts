import { hiddenValue } from "./host-inputs";

/** Texts that are secrets by their form, wherever they stand. */
const telltales: readonly RegExp[] = [
    /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g,
    /\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/g,
    /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
    /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|glpat-[A-Za-z0-9_-]{20,})/g,
    /\b(?:dop_v1_[a-f0-9]{64}|xox[abprs]-[A-Za-z0-9-]{10,}|sk_live_[A-Za-z0-9]{16,})/g,
    /\b(?:pul-[a-f0-9]{40}|npm_[A-Za-z0-9]{36})\b/g,
];

/** Stands in a text for a secret that was found in it. */
export const secretMark = "[a secret in plain text, not shown]";

/** A secret shorter than this is too likely to be some other word; it is looked for all the same, between other characters than letters. */
const certainLength = 12;
const leastLength = 4;

/** Takes secrets out of texts: those that are known, in whatever way they are written, and those that look like one. */
export class SecretSearch {
    private readonly patterns: readonly RegExp[];

    /** @param known every secret value of the stack's settings */
    public constructor(known: readonly string[]) {
        const texts = new Set(known.flatMap(waysToWrite).filter((text) => text.length >= leastLength));
        // The longest first: a secret may hold another.
        const sorted = [...texts].sort((a, b) => b.length - a.length);
        this.patterns = [...sorted.map(patternOf), ...telltales];
    }

    /** The text with a mark in the place of each secret. */
    public redact(text: string): string {
        return this.patterns.reduce((rest, pattern) => rest.replace(pattern, secretMark), text);
    }

    /** The same value with every text in it redacted, names of members too. */
    public redactAll(value: unknown): unknown {
        if (typeof value === "string") return value === hiddenValue ? value : this.redact(value);
        if (Array.isArray(value)) return value.map((one) => this.redactAll(one));
        if (typeof value !== "object" || value === null) return value;
        return Object.fromEntries(
            Object.entries(value).map(([name, member]) => [this.redact(name), this.redactAll(member)]),
        );
    }
}

function patternOf(text: string): RegExp {
    const literal = text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
    return new RegExp(text.length < certainLength ? `(?<![A-Za-z0-9])${literal}(?![A-Za-z0-9])` : literal, "g");
}

/** A secret as it is, its longer lines (a key may be indented), and in the encodings that programs write it in. */
function waysToWrite(secret: string): string[] {
    const lines = secret.split(/\r?\n/).map((line) => line.trim());
    const plain = [secret, secret.trim(), ...lines.filter((line) => line.length >= certainLength)];
    return plain.flatMap((text) => [
        text,
        JSON.stringify(text).slice(1, -1),
        encodeURIComponent(text),
        Buffer.from(text).toString("base64").replace(/=+$/, ""),
        Buffer.from(text).toString("base64url"),
        Buffer.from(text).toString("hex"),
    ]);
}
