import * as pulumi from "@pulumi/pulumi";
import type { SettingsProblem } from "../components/host/errors";
import type { HostPlan } from "../components/host/plan";
import { describeViolation, violationsOf } from "../components/rules/rule";
import type { PlannedResource, Violation } from "../components/rules/rule";
import { rules } from "./rules";

/** What of a host's plan breaks a mandatory rule, as problems of its settings, and the advice of the others. */
export function judgePlan(name: string, plan: HostPlan): { problems: SettingsProblem[]; advice: string[] } {
    const violations = violationsOf(rules.plan, plan);
    return {
        problems: violations.filter(isMandatory).map((violation) => ({
            path: `hosts.${name}.host`,
            problem: describeViolation(violation),
            remedy: violation.rule.remedy,
        })),
        advice: violations.filter((one) => !isMandatory(one)).map((one) => advise(`hosts.${name}.host`, one)),
    };
}

/**
 * Looks at every resource that the program asks for, before anything of it is sent to the engine. What is known only once
 * something else is made cannot be judged, and is left out.
 *
 * @throws RunError in the constructor of a resource that breaks a mandatory rule.
 */
export function enforceResourceRules(): void {
    pulumi.runtime.registerStackTransformation(({ type, name, props }) => {
        const inputs = knownPart(props);
        const violations = violationsOf(rules.resource, { type, inputs: isRecord(inputs) ? inputs : {} });
        const refused = violations.filter(isMandatory);
        if (refused.length > 0) {
            const lines = refused.map((one) => advise(`${type} ${name}`, one));
            throw new pulumi.RunError(`the resources are refused, and nothing was changed:\n\n${lines.join("\n")}\n`);
        }
        for (const one of violations) void pulumi.log.warn(advise(`${type} ${name}`, one));
        // The resource stays as it is.
        return undefined;
    });
}

function isMandatory({ rule }: Violation): boolean {
    return rule.level === "mandatory";
}

function advise(where: string, violation: Violation): string {
    return `${where}: ${describeViolation(violation)}. ${violation.rule.remedy}.`;
}

function isRecord(value: unknown): value is PlannedResource["inputs"] {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value without what is an output or a promise of something else. */
function knownPart(value: unknown): unknown {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) return undefined;
    if (Array.isArray(value)) return value.map(knownPart);
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, knownPart(member)]));
}
