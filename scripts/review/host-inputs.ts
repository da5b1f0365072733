import { z } from "zod";

/** What Pulumi shows in the place of a secret. */
export const hiddenValue = "[secret]";

/** What Pulumi shows for a value that is not known before the change: `plugin.UnknownStringValue` of its SDKs. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const file = z.object({
    content: z.string().catch(hiddenValue),
    mode: z.string().catch("0644"),
    owner: z.string().catch("root"),
    group: z.string().catch("root"),
});

const opening = z.object({
    protocol: z.string(),
    port: z.number(),
    portEnd: z.number().optional(),
    sources: z.array(z.string()).catch([]),
    purpose: z.string().catch(""),
    rateLimit: z.object({ connections: z.number(), perSeconds: z.number() }).optional(),
    connectionsPerSource: z.number().optional(),
});

const user = z.object({
    shell: z.string().catch(""),
    home: z.string().catch(""),
    groups: z.array(z.string()).catch([]),
    system: z.boolean().catch(false),
});

const unit = z.object({
    enabled: z.boolean().optional(),
    active: z.boolean().optional(),
    masked: z.boolean().optional(),
});

/** The part of a HostConfiguration's inputs that a review looks at. What is hidden, or not known yet, is empty. */
export const hostInputs = z.object({
    packages: z.array(z.string()).catch([]),
    files: z.record(z.string(), file).catch({}),
    openings: z.array(opening).catch([]),
    users: z.record(z.string(), user).catch({}),
    units: z.record(z.string(), unit).catch({}),
});

export type HostInputs = z.output<typeof hostInputs>;
export type ReviewedFile = HostInputs["files"][string];
export type ReviewedOpening = HostInputs["openings"][number];

/** Text of a managed file; empty where the host has none. */
export function contentOf(host: HostInputs, path: string): string {
    return host.files[path]?.content ?? "";
}

/** Managed files below a folder, by the rest of their path. */
export function filesBelow(host: HostInputs, folder: string): Map<string, ReviewedFile> {
    const inside = Object.entries(host.files).filter(([path]) => path.startsWith(folder));
    return new Map(inside.map(([path, one]) => [path.slice(folder.length), one]));
}

/** What the first list has and the second does not. */
export function without(these: Iterable<string>, those: Iterable<string>): string[] {
    const taken = new Set(those);
    return [...new Set(these)].filter((one) => !taken.has(one));
}
