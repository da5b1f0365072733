import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { isCloudId } from "../../components/clouds/index";
import { HardenedHost } from "../../components/index";
import type { DnsArgs, HostArgs } from "../../components/index";
import { deployKey } from "../golden/cases";
import { answers } from "./provider-answers";
import { recordRegistrations } from "./registrations";
import type { Recording } from "./registrations";

/** Settings of a machine in each cloud. */
export const machines: Readonly<Record<string, unknown>> = {
    aws: { region: "eu-central-1", instanceType: "t3.small" },
    digitalocean: { region: "fra1", size: "s-1vcpu-2gb" },
    hetzner: { location: "fsn1", serverType: "cx23" },
    local: {},
};

/** What a host with names in DNS asks of the engine. */
export async function record(cloudId: string, dns: DnsArgs, host: HostArgs = {}): Promise<Recording> {
    if (!isCloudId(cloudId)) assert.fail(cloudId);
    const recording = await recordRegistrations(answers);
    new HardenedHost("web-1", {
        login: { user: "deploy", authorizedKeys: [deployKey] },
        cloud: { [cloudId]: machines[cloudId] },
        dns,
        host,
        tags: { stack: "test" },
    });
    await pulumi.runtime.disconnect();
    return recording;
}

/** Resources whose names say that they are records, with what they were asked for. */
export function recordsOf({ resources }: Recording) {
    const found = resources.filter(({ name }) => /^web-1-dns-/.test(name));
    return Object.fromEntries(found.map(({ name, inputs }) => [name.replace("web-1-dns-", ""), inputs]));
}
