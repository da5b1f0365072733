/** How a command ended. */
export interface Outcome {
    readonly exitStatus: number;
    /** What is printed after everything else. */
    readonly closing: string;
}
