import assert from "node:assert/strict";
import type { z } from "zod";
import { noClaims } from "../../../components/host/claims";
import type { Claims } from "../../../components/host/claims";
import type { Distribution, HostFacts, Part } from "../../../components/host/part";
import type { PartialHostPlan } from "../../../components/host/plan";

export const debian13: Distribution = { id: "debian", version: "13", codename: "trixie" };
export const ubuntu2404: Distribution = { id: "ubuntu", version: "24.04", codename: "noble" };

export function factsOf(distribution: Distribution = debian13): HostFacts {
    return {
        hostname: "chat-1",
        distribution,
        sshPort: 4222,
        loginUsers: { deploy: { authorizedKeys: ["ssh-ed25519 AAAA deploy"] } },
        loginGroup: "ssh-login",
        trustedSources: [],
    };
}

/** The plan of one part for settings as a user writes them. */
export function planOf<Schema extends z.ZodType>(
    part: Part<Schema>,
    settings: unknown = {},
    { claims = {}, distribution = debian13 }: { claims?: Partial<Claims>; distribution?: Distribution } = {},
): PartialHostPlan {
    return part.plan(part.settings.parse(settings), factsOf(distribution), { ...noClaims, ...claims });
}

/** The text of a file that the plan must have. */
export function fileOf(plan: PartialHostPlan, path: string): string {
    const file = plan.files?.[path];
    assert.ok(file, `${path} is not in the plan, which has ${Object.keys(plan.files ?? {}).join(", ")}`);
    return file.content;
}

/** Text without comments and blank lines. */
export function directives(text: string): string[] {
    return text.split("\n").filter((line) => line !== "" && !/^(#(?!clear)|\/\/)/.test(line));
}

/** What the schema says is wrong with settings. */
export function problemsOf<Schema extends z.ZodType>(part: Part<Schema>, settings: unknown): string[] {
    const result = part.settings.safeParse(settings);
    assert.ok(!result.success, `${JSON.stringify(settings)} was accepted`);
    return result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}
