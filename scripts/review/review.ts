import { fileChanges, textChanges, type FileChange } from "./file-changes";
import { hiddenValue, hostInputs, type HostInputs } from "./host-inputs";
import type { PreviewDigest } from "./preview-digest";
import {
    changedInputs,
    configurationType,
    isDrifted,
    losesMachine,
    resourceChanges,
    type Inputs,
    type ResourceChange,
} from "./resource-changes";
import { compareCloudResource } from "./security/cloud";
import type { Finding } from "./security/finding";
import { compareHosts, describeNewHost } from "./security/index";
import type { MeasuredExposure } from "./security/sandbox";
import { compareSecrecy } from "./security/secrets";

/** What somebody or something changed behind the program's back. */
export interface Drift {
    readonly where: string;
    readonly isGone: boolean;
    /** Inputs that are otherwise than delivered. */
    readonly inputs: readonly string[];
    readonly findings: readonly Finding[];
    readonly files: readonly FileChange[];
}

/** Something that is not shown, and the reason. */
export interface Hidden {
    readonly where: string;
    readonly what: string;
    readonly why: string;
}

export interface Verdict {
    readonly changed: boolean;
    /** Some finding says that the security gets weaker. */
    readonly weaker: boolean;
    /** A machine is replaced or deleted: what is on its disk is lost. */
    readonly machineLost: boolean;
    readonly drifted: boolean;
    readonly failed: boolean;
}

/** Findings of a host or, where it belongs to none, of a resource. */
export interface Located<Value> {
    readonly where: string;
    readonly value: Value;
}

/** All that a preview says to a reviewer. */
export interface Review {
    readonly stack: string;
    readonly verdict: Verdict;
    readonly changes: readonly ResourceChange[];
    readonly unchanged: number;
    readonly findings: readonly Located<Finding>[];
    readonly files: readonly Located<FileChange>[];
    readonly drift: readonly Drift[];
    readonly hidden: readonly Hidden[];
    readonly warnings: readonly string[];
    readonly errors: readonly string[];
    /** Whether the machines and the clouds were asked how things really are. */
    readonly refreshed: boolean;
}

export interface ReviewContext {
    readonly stack: string;
    readonly refreshed: boolean;
    readonly measured: MeasuredExposure;
    /** What the preview said beside its digest, when it failed. */
    readonly failure?: string;
}

/** Works out a review from a preview whose secrets were taken out. */
export function reviewOf(digest: PreviewDigest, { stack, refreshed, measured, failure }: ReviewContext): Review {
    const changes = resourceChanges(digest);
    const findings = changes.flatMap((change) => located(change, findingsOf(change, measured)));
    const drift = changes.filter(isDrifted).map((change) => driftOf(change, measured));
    const messages = (severity: string) =>
        (digest.diagnostics ?? []).filter((one) => one.severity === severity).map(({ message }) => message.trim());
    const errors = [...messages("error"), ...(failure === undefined ? [] : [failure])];
    return {
        stack,
        verdict: {
            changed: changes.length > 0,
            weaker: findings.some(({ value }) => value.direction === "weaker"),
            machineLost: changes.some(losesMachine),
            drifted: drift.length > 0,
            failed: errors.length > 0,
        },
        changes,
        unchanged: digest.changeSummary?.["same"] ?? 0,
        findings,
        files: changes.flatMap((change) => located(change, filesOf(change))),
        drift,
        hidden: changes.flatMap(hiddenIn),
        warnings: [...new Set(messages("warning"))].sort(),
        errors: [...new Set(errors)].sort(),
        refreshed,
    };
}

export function whereOf({ host, name }: ResourceChange): string {
    return host ?? name;
}

function located<Value>(change: ResourceChange, values: readonly Value[]): Located<Value>[] {
    return values.map((value) => ({ where: whereOf(change), value }));
}

function findingsOf(change: ResourceChange, measured: MeasuredExposure): Finding[] {
    const { type, delivered, planned } = change;
    if (type !== configurationType) return [...compareCloudResource(change), ...compareSecrecy(change)];
    if (planned === undefined) return [];
    const after = hostInputs.parse(planned);
    if (delivered === undefined) return [...describeNewHost(after), ...compareSecrecy(change)];
    return [...compareHosts(hostInputs.parse(delivered), after, measured), ...compareSecrecy(change)];
}

const nothing: HostInputs = hostInputs.parse({});

function filesOf({ type, name, delivered, planned }: ResourceChange): FileChange[] {
    if (type !== configurationType) {
        return delivered === undefined || planned === undefined ? [] : textChanges(name, delivered, planned);
    }
    // All files of a host that is new or goes are no change that could be read line by line.
    if (delivered === undefined || planned === undefined) return [];
    return fileChanges(hostInputs.parse(delivered), hostInputs.parse(planned));
}

function driftOf(change: ResourceChange, measured: MeasuredExposure): Drift {
    const { delivered, found, isGone, type } = change;
    const isHost = type === configurationType && !isGone;
    const [before, after] = isHost ? [hostInputs.parse(delivered), hostInputs.parse(found)] : [nothing, nothing];
    return {
        where: type === configurationType ? whereOf(change) : change.name,
        isGone,
        inputs: isGone ? [] : changedInputs(delivered, found),
        findings: compareHosts(before, after, measured),
        files: fileChanges(before, after),
    };
}

function hiddenIn(change: ResourceChange): Hidden[] {
    const { delivered, planned, type, action } = change;
    const where = change.name;
    const secrets = secretInputs(planned ?? delivered ?? {}).map((what) => ({
        where,
        what,
        why:
            action === "update" && changedInputs(delivered, planned).length === 0
                ? "it is a secret, and something secret of this resource changes"
                : "it is a secret",
    }));
    const whole = type === configurationType && (delivered === undefined || planned === undefined);
    const count = Object.keys(hostInputs.parse(planned ?? delivered ?? {}).files).length;
    const why = planned === undefined ? "all of them go with the host" : "the host is new, and all of them are";
    return [...secrets, ...(whole && count > 0 ? [{ where, what: `${count} files`, why }] : [])];
}

function secretInputs(inputs: Inputs): string[] {
    return Object.keys(inputs).filter((name) => inputs[name] === hiddenValue);
}
