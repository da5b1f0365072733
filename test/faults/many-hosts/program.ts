// A Pulumi program with many hosts that are there already: containers with the plans of the fault suite.
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { HostConfiguration } from "../../../components/delivery/host-configuration";
import type { HostPlan } from "../../../components/host/plan";
import { keyOf, planOfVariant, secretPath, type HostUnderTest, type HostVariant } from "../world/host-variant";

/** One host of the stack. */
export interface HostOfStack {
    readonly name: string;
    readonly host: HostUnderTest;
    readonly variant: HostVariant;
    /** The plan passes every check and lets nobody in. */
    readonly locksOut: boolean;
}

/** What the file named by MANY_HOSTS holds. */
export interface StackOfHosts {
    readonly hosts: readonly HostOfStack[];
    /** So many, from the first, before the others. */
    readonly canaries: number;
}

export function program(): void {
    const { hosts, canaries } = JSON.parse(readFileSync(process.env["MANY_HOSTS"] ?? "", "utf8")) as StackOfHosts;
    const first = hosts.slice(0, canaries).map((host) => configure(host, []));
    for (const host of hosts.slice(canaries)) configure(host, first);
}

function configure({ name, host, variant, locksOut }: HostOfStack, dependsOn: HostConfiguration[]): HostConfiguration {
    const key = keyOf(variant, host);
    const plan = planOfVariant(variant, key);
    const connection = {
        address: host.address,
        port: variant.sshPort,
        user: variant.user,
        identityFile: key.identityFile,
        hostKey: host.firstHostKey,
        rotateHostKey: true,
    };
    return new HostConfiguration(
        name,
        {
            machineId: host.address,
            distribution: "debian-13",
            connection,
            plan: {
                ...(locksOut ? lockingOut(plan) : plan),
                secretFiles: { [secretPath]: { secret: "test" } },
            },
            secrets: { test: pulumi.secret(variant.secret) },
            confirmTimeoutSeconds: host.confirmTimeoutSeconds,
        },
        { dependsOn },
    );
}

function lockingOut(plan: HostPlan): HostPlan {
    const path = "/etc/ssh/sshd_config";
    const sshd = plan.files[path];
    if (sshd === undefined) throw new Error(`the plan has no ${path}`);
    const content = sshd.content.replace(/^AllowGroups .*$/m, "AllowGroups nogroup");
    return { ...plan, files: { ...plan.files, [path]: { ...sshd, content } } };
}
