import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { projectRoot } from "../../bootstrap/paths";
import { previewDigest, type PreviewDigest } from "../preview-digest";
import type { TakenPreview } from "../preview-run";
import { SecretSearch } from "../secrets";

const planned = z.array(z.object({ type: z.string(), name: z.string(), inputs: z.record(z.string(), z.unknown()) }));
type Planned = z.output<typeof planned>[number];

const hostType = "hardened-host:index:HardenedHost";

/**
 * A preview of this checkout's program against that of another checkout, for where there is neither a state nor a secret:
 * the pull request of a stranger. Nobody is asked, so that drift and replacements are not known.
 */
export function offlinePreview(stack: string, base: string): TakenPreview {
    const [old, next] = [runProgram(resolve(base), stack), runProgram(projectRoot, stack)];
    const secrets = new SecretSearch([]);
    const failure = [old, next].find(({ error }) => error !== undefined)?.error;
    const digest = previewDigest.parse(secrets.redactAll(compare(stack, old.resources, next.resources)));
    return failure === undefined ? { digest } : { digest: { steps: [] }, failure: secrets.redact(failure) };
}

function runProgram(checkout: string, stack: string): { resources: Planned[]; error?: string } {
    const script = resolve(projectRoot, "scripts/review/offline/planned-program.ts");
    const args = ["--require", "tsx/cjs", script, checkout, stack];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        cwd: projectRoot,
        encoding: "utf8",
        maxBuffer: 1024 ** 3,
    });
    if (status !== 0) return { resources: [], error: stderr.trim() };
    return { resources: planned.parse(JSON.parse(stdout)) };
}

/** The steps that a preview would show, had the first list been delivered. */
function compare(stack: string, old: readonly Planned[], next: readonly Planned[]): PreviewDigest {
    const key = ({ type, name }: Planned) => `${type}::${name}`;
    const [before, after] = [old, next].map((list) => new Map(list.map((one) => [key(one), one])));
    const hosts = [...old, ...next].filter(({ type }) => type === hostType).map(({ name }) => name);
    const keys = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])];
    const state = (one: Planned | undefined) => one && { type: one.type, inputs: one.inputs, ...parentOf(one, hosts) };
    const steps = keys.flatMap((one) => {
        const [was, is] = [before?.get(one), after?.get(one)];
        if (isDeepStrictEqual(was, is)) return [];
        const op = was === undefined ? "create" : is === undefined ? "delete" : "update";
        return [{ op, urn: `urn:pulumi:${stack}::hardened-host::${one}`, oldState: state(was), newState: state(is) }];
    });
    return { steps, changeSummary: { same: keys.length - steps.length } };
}

/** Everything that is made for a host has a name that begins with the host's. */
function parentOf({ name }: Planned, hosts: readonly string[]): { parent?: string } {
    const own = hosts.filter((host) => name.startsWith(`${host}-`)).sort((a, b) => b.length - a.length)[0];
    return own === undefined ? {} : { parent: `urn:pulumi:stack::hardened-host::${hostType}::${own}` };
}
