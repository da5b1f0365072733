import { ComponentResource } from "@pulumi/pulumi";

/** The least that a program can make: what the engine itself costs. */
export function program(): void {
    new ComponentResource("bench:index:Empty", "empty");
}
