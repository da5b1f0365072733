import * as pulumi from "@pulumi/pulumi";
import { isIpv6 } from "../host/values";
import type { Machine, Opening } from "./machine";

/** Every address, of either family. */
export const anywhere = ["0.0.0.0/0", "::/0"] as const;

/** Address ranges that an opening lets in, each once, in a form that every cloud takes. */
export function sourcesOf({ sources }: Opening): readonly string[] {
    return sources.length === 0 ? anywhere : [...new Set(sources)];
}

/**
 * Options of a firewall that holds the openings in one list. A changed list is another firewall: the old one goes at the
 * end of the deployment only, because the delivery that moves SSH to another port begins on the old one.
 */
export function replacedByNewer(options: pulumi.ResourceOptions, list: string): pulumi.ResourceOptions {
    return pulumi.mergeOptions(options, { replaceOnChanges: [list] });
}

/** `22`, or `8000-9000`, as firewalls of clouds write a range of ports. */
export function portRangeOf({ port, portEnd = port }: Opening): string {
    return portEnd === port ? String(port) : `${port}-${portEnd}`;
}

/** Part of a resource's name that stands for a range: Pulumi's own names are parted by colons. */
export function rangeLabel(range: string): string {
    const family = isIpv6(range) ? "ipv6" : "ipv4";
    return range.endsWith("/0") ? `anywhere-${family}` : range.replaceAll(/[^0-9a-f]/gi, "-").toLowerCase();
}

export { isIpv6 } from "../host/values";

export function covers({ port: first, portEnd = first }: Opening, port: number): boolean {
    return first <= port && port <= portEnd;
}

/** Ports of a machine with an address of its own: each is reached by its own number. */
export function ownPorts(name: string, openings: readonly Opening[]): Machine["reachablePort"] {
    return (protocol, port) => {
        const found = openings.some((opening) => opening.protocol === protocol && covers(opening, port));
        if (!found) throw new Error(`${protocol} port ${port} is not among the openings of ${name}`);
        return pulumi.output(port);
    };
}

/**
 * Refuses more openings than the cloud's firewall holds, before the cloud does so in the middle of a deployment.
 *
 * @throws RunError
 */
export function checkRuleCount(name: string, rules: number, maximum: number, firewall: string): void {
    if (rules <= maximum) return;
    throw new pulumi.RunError(
        `hosts.${name}.host.firewall.openings: need ${rules} rules; ${firewall} holds ${maximum}. ` +
            "Join neighbouring ports to ranges, or give fewer sources.",
    );
}
