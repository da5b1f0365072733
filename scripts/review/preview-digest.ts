import { z } from "zod";

const state = z.object({
    type: z.string(),
    id: z.string().optional(),
    parent: z.string().optional(),
    protect: z.boolean().optional(),
    inputs: z.record(z.string(), z.unknown()).optional(),
});

const step = z.object({
    op: z.string(),
    urn: z.string(),
    oldState: state.nullish(),
    newState: state.nullish(),
    replaceReasons: z.array(z.string()).nullish(),
});

/**
 * What `pulumi preview --json` prints, as far as a review needs it (`PreviewDigest` in pkg/display/json.go of Pulumi).
 * With `--refresh`, a step `refresh` carries a resource as it was last delivered, and the old state of the step that
 * changes it carries it as it was found.
 */
export const previewDigest = z.object({
    steps: z.array(step).nullish(),
    diagnostics: z.array(z.object({ urn: z.string().optional(), message: z.string(), severity: z.string() })).nullish(),
    changeSummary: z.record(z.string(), z.number()).nullish(),
});

export type PreviewDigest = z.output<typeof previewDigest>;
export type PreviewStep = z.output<typeof step>;
export type ResourceState = z.output<typeof state>;
