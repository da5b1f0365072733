import * as pulumi from "@pulumi/pulumi";
import type { HardenedHost } from "../components/index";

/** Names of the outputs, in the order of docs/settings.md. */
export const outputNames = [
    "address",
    "sshPort",
    "sshCommand",
    "hostKey",
    "knownHosts",
    "sshfp",
    "generation",
    "exposureLevels",
    "plannedExposureLevels",
    "taskOutputs",
] as const satisfies readonly (keyof HardenedHost)[];

/** Each output is the host's own value in a stack of one host, and a map from host name to value in a larger one, where a host that failed has null. */
export function outputsOf(
    hosts: readonly { readonly name: string; readonly made: HardenedHost }[],
): Record<string, pulumi.Input<unknown>> {
    const [only, ...others] = hosts;
    return Object.fromEntries(
        outputNames.map((output) => [
            output,
            only !== undefined && others.length === 0
                ? only.made[output]
                : Object.fromEntries(
                      hosts.map(({ name, made }) => [name, pulumi.recover<unknown>(made[output], () => null)]),
                  ),
        ]),
    );
}
