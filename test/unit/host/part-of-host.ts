import assert from "node:assert/strict";
import type { z } from "zod";
import type { Claims, Distribution, Hardening, HostFacts } from "../../../components/host/hardenings/hardening";
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

/** The plan of one hardening for settings as a user writes them. */
export function planOf<Schema extends z.ZodType>(
    hardening: Hardening<Schema>,
    settings: unknown = {},
    { claims = {}, distribution = debian13 }: { claims?: Partial<Claims>; distribution?: Distribution } = {},
): PartialHostPlan {
    const noClaims = { openings: [], deferredRestarts: [], auditedPaths: [] };
    return hardening.plan(hardening.settings.parse(settings), factsOf(distribution), { ...noClaims, ...claims });
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
export function problemsOf<Schema extends z.ZodType>(hardening: Hardening<Schema>, settings: unknown): string[] {
    const result = hardening.settings.safeParse(settings);
    assert.ok(!result.success, `${JSON.stringify(settings)} was accepted`);
    return result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}
