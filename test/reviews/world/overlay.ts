// A Pulumi program with one host whose plan is that of its settings with other things laid over it: what no setting asks
// for, and an app of tomorrow may.
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { HostConfiguration } from "../../../components/delivery/host-configuration";
import type { HostPlan } from "../../../components/host/plan";
import { planHost } from "../../../components/host/plan-host";
import { hostSettings } from "../../../components/host/settings";
import { deployKey } from "../../golden/cases";

/** What is laid over the plan: entries of its maps by name (`null` takes one away), and more entries of its lists. */
export interface Overlay {
    readonly files?: Readonly<Record<string, { readonly content: string; readonly mode?: string } | null>>;
    readonly units?: Readonly<Record<string, object | null>>;
    readonly users?: Readonly<Record<string, object | null>>;
    readonly packages?: readonly string[];
    readonly removed?: readonly string[];
    readonly openings?: readonly object[];
    /** Path on the host to the name of a secret. */
    readonly secretFiles?: Readonly<Record<string, { readonly secret: string }>>;
    /** Path of a file to the number of its lines: settings reach the program by its environment, which holds 128 KiB. */
    readonly longFiles?: Readonly<Record<string, number>>;
    /** Resources of a cloud: name to type and inputs. */
    readonly cloud?: Readonly<Record<string, { readonly type: string; readonly inputs: object }>>;
}

const secretTexts = z.record(z.string(), z.string());

export function program(): void {
    // The one place of the tests where a program reads its own settings: they are the test's, not a user's.
    const config = new pulumi.Config("hardened-host");
    const overlay = config.getObject<Overlay>("overlay") ?? {};
    const secrets = secretTexts.parse(config.getObject("secrets") ?? {});
    const login = { user: "deploy", authorizedKeys: [deployKey] };
    const host = new pulumi.ComponentResource("hardened-host:index:HardenedHost", "host-1");
    const base = planHost("host-1", login, hostSettings.parse({}));
    const connection = {
        address: "198.51.100.7",
        port: 4222,
        user: "deploy",
        hostKey: claimedKey,
        rotateHostKey: false,
    };
    const args = {
        machineId: "machine-1",
        distribution: "debian-13",
        connection,
        plan: layOver(base, overlay),
        secrets: Object.fromEntries(Object.entries(secrets).map(([name, text]) => [name, pulumi.secret(text)])),
        confirmTimeoutSeconds: 120,
    };
    new HostConfiguration("host-1-configuration", args, { parent: host });
    for (const [name, { type, inputs }] of Object.entries(overlay.cloud ?? {})) {
        new CloudResource(type, name, { ...inputs }, { parent: host });
    }
}

/** A resource of any type: what a cloud's SDK would register. */
class CloudResource extends pulumi.CustomResource {}

const claimedKey = `ssh-ed25519 ${Buffer.alloc(51, 7).toString("base64")}`;

function layOver(plan: HostPlan, { cloud: _cloud, removed = [], longFiles = {}, ...overlay }: Overlay): HostPlan {
    const merged = Object.entries(overlay).map(([name, value]): [string, unknown] => {
        const before: object = plan[name as keyof HostPlan] ?? {};
        if (Array.isArray(before)) return [name, [...(before as unknown[]), ...(value as unknown[])]];
        const entries = Object.entries({ ...before, ...(value as object) });
        return [name, Object.fromEntries(entries.filter(([, entry]) => entry !== null))];
    });
    // The test writes entries of the plan's own form; the provider checks all of it.
    const laid = { ...plan, ...Object.fromEntries(merged) };
    const long = Object.entries(longFiles).map(([path, lines]) => [path, { content: longText(lines) }] as const);
    const files: HostPlan["files"] = { ...laid.files, ...Object.fromEntries(long) };
    return { ...laid, files, packages: laid.packages.filter((name) => !removed.includes(name)) };
}

function longText(lines: number): string {
    return Array.from({ length: lines }, (_, index) => `deny 10.0.${index >> 8}.${index & 255};\n`).join("");
}
