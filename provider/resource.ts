import type { z } from "zod";

/** Lines that the person running Pulumi sees while an operation goes on. Never given a secret. */
export interface ProgressLog {
    /** Replaces the line before it; gone when the operation ends. */
    progress(message: string): void;
    /** Stays under Diagnostics. */
    info(message: string): void;
    warn(message: string): void;
}

export interface OperationContext {
    /** Unique name of the resource in the stack. */
    readonly urn: string;
    readonly log: ProgressLog;
    /** Aborted when the user cancels. */
    readonly cancelled: AbortSignal;
}

export interface Difference {
    readonly changes: boolean;
    /** Top-level inputs whose change needs a new resource. */
    readonly replaces?: readonly string[];
    /** The old resource must go before the new one can be made. @default false */
    readonly deleteBeforeReplace?: boolean;
}

/**
 * One kind of resource of this provider. Inputs and state arrive with secrets unwrapped; an output is a secret again
 * when the input of the same name was one, or when its name is in `secretOutputs`.
 *
 * Errors that the user can mend are thrown as {@link OperationError}; anything else is a bug and shows its stack.
 */
export interface Resource<Inputs extends object, State extends Inputs> {
    /** Strict schema of the inputs; every problem is reported before anything happens. */
    readonly inputs: z.ZodType<Inputs>;
    readonly secretOutputs: readonly (keyof State & string)[];
    diff(old: State, next: Inputs): Difference;
    create(inputs: Inputs, context: OperationContext): Promise<{ readonly id: string; readonly state: State }>;
    /** The resource as it really is now, or `undefined` when it is gone. */
    read(id: string, state: State, context: OperationContext): Promise<State | undefined>;
    update(id: string, old: State, next: Inputs, context: OperationContext): Promise<State>;
    delete(id: string, state: State, context: OperationContext): Promise<void>;
}

/** A resource of any kind, as the dispatcher sees it. */
export type AnyResource = Resource<Record<string, unknown>, Record<string, unknown>>;

/**
 * Forgets the kind of a resource. Safe, because the dispatcher gives each kind only inputs that passed its own schema
 * in `check`, and only state that the same kind returned.
 */
export function anyResource<Inputs extends object, State extends Inputs>(
    resource: Resource<Inputs, State>,
): AnyResource {
    return resource as unknown as AnyResource;
}

/** Something outside our code went wrong; the message says what happened and what to do. Shown without a stack. */
export class OperationError extends Error {
    public constructor(message: string, options?: ErrorOptions) {
        super(message, options);
        this.name = "OperationError";
    }
}
