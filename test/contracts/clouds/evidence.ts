import * as pulumi from "@pulumi/pulumi";
import { cloud, isCloudId } from "../../../components/clouds/index";
import { HardenedHost } from "../../../components/index";
import type { HostArgs } from "../../../components/index";
import { answers } from "../../components/provider-answers";
import { recordRegistrations } from "../../components/registrations";
import type { Recording, Registration } from "../../components/registrations";
import { deployKey } from "../../golden/cases";

export const hostname = "chat-1";
export const tags = { stack: "test", host: hostname };

/** What a host needs to know and nobody else may: looked for wherever it has no business. */
export const plantedSecret = "planted-secret-5f0c2a";

/** Openings of every kind: to all, to some of either family, one port and several. */
export const host: HostArgs = {
    ssh: { port: 4222, sources: ["198.51.100.0/24"] },
    firewall: {
        openings: [
            { port: 443, purpose: "web" },
            { protocol: "udp", port: 49_152, portEnd: 65_535, purpose: "calls", sources: ["2001:db8::/32"] },
        ],
    },
};

/** Traffic that a cloud's firewall lets through. */
export interface TrafficRule {
    /** `tcp`, `udp`, `icmp`, `icmpv6`, or `any`. */
    readonly protocol: string;
    readonly from: number;
    readonly to: number;
    readonly range: string;
}

/** What a reviewer wants to know of a machine, in words that all clouds share. */
export interface CloudFacts {
    readonly machine: Registration;
    /** Firewalls that the machine has, as both of them were asked for. */
    readonly firewalls: readonly Registration[];
    readonly incoming: readonly TrafficRule[];
    readonly outgoing: readonly TrafficRule[];
    /** Resources that are an address. */
    readonly addresses: readonly Registration[];
    readonly dataVolumes: readonly Registration[];
    /** For each disk that the cloud encrypts when it is told to. */
    readonly encryption: readonly boolean[];
}

/** Where the first-boot text is, and in which form the cloud counts its bytes. */
export interface Bootstrap {
    readonly input: string;
    readonly maximumBytes: number;
    readonly encode: (text: string) => string;
    readonly decode: (sent: string) => { readonly text: string; readonly bytes: number };
}

/** One cloud in the contract suite. */
export interface CloudRow {
    readonly id: string;
    /** Nothing but what must be given. */
    readonly minimal: Readonly<Record<string, unknown>>;
    /** Everything that can be given. */
    readonly full: Readonly<Record<string, unknown>>;
    readonly machineType: string;
    /** `undefined` where machines have booted before. */
    readonly bootstrap: Bootstrap | undefined;
    /** Inputs of the machine that make another one, or restart it, as the cloud's provider documents them. */
    readonly replacing: readonly string[];
    /** Types whose `tags` are no tags of their own. */
    readonly otherTags: readonly string[];
    readonly read: (recording: Recording) => CloudFacts;
    /** Rules that do not concern this cloud, with the reason. */
    readonly exempt: Readonly<Partial<Record<string, string>>>;
    /** Rule -> what breaks it, for the flaws that no other cloud can have. */
    readonly flaws: Readonly<Partial<Record<string, (evidence: Evidence) => void>>>;
}

/** The same host, asked for in the ways that the rules compare. */
export interface Evidence {
    readonly row: CloudRow;
    readonly full: Recording;
    readonly minimal: Recording;
    /** With `replaceOnChange`, where the cloud has the setting. */
    readonly replaceable: Recording | undefined;
    /** With SSH on another port. */
    readonly moved: Recording;
}

/** Everything that a program with one host asks for. */
export async function recordHost(
    id: string,
    cloudSettings: unknown,
    hostPart: HostArgs = host,
    answering = answers,
): Promise<Recording> {
    if (!isCloudId(id)) throw new Error(`no cloud ${id}`);
    const recording = await recordRegistrations(answering);
    new HardenedHost(hostname, {
        host: hostPart,
        login: { user: "deploy", authorizedKeys: [deployKey] },
        cloud: { [id]: cloudSettings },
        secrets: { planted: pulumi.secret(plantedSecret) },
        tags: { stack: tags.stack },
    });
    await pulumi.runtime.disconnect();
    return recording;
}

export async function gatherEvidence(row: CloudRow): Promise<Evidence> {
    const { id, full, minimal } = row;
    const replaceable = { ...minimal, replaceOnChange: true };
    const hasSetting = isCloudId(id) && cloud(id).factory.safeParse(replaceable).success;
    return {
        row,
        full: await recordHost(id, full),
        minimal: await recordHost(id, minimal),
        replaceable: hasSetting ? await recordHost(id, replaceable) : undefined,
        moved: await recordHost(id, full, { ...host, ssh: { ...host.ssh, port: 2022 } }),
    };
}

export function ofType(recording: Recording, ...types: string[]): Registration[] {
    return recording.resources.filter(({ type }) => types.includes(type));
}

export function onlyOne(recording: Recording, type: string): Registration {
    const [found, ...more] = ofType(recording, type);
    if (found === undefined || more.length > 0)
        throw new Error(`${more.length + (found ? 1 : 0)} resources of ${type}`);
    return found;
}
