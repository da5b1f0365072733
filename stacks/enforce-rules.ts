import * as pulumi from "@pulumi/pulumi";
import type { SettingsProblem } from "../components/host/errors";
import type { HostPlan } from "../components/host/plan";
import { describeViolation, isRecord, violationsOf } from "../components/rules/rule";
import type { Violation } from "../components/rules/rule";
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
 * A transformation that looks at a resource and at everything below it, to be given to `transformations` of a component.
 * What is known only once something else is made cannot be judged, and is left out. No resource is sent to the engine
 * before all of them were looked at: a RunError then names everything that breaks a mandatory rule.
 */
export function ruleKeeper(): pulumi.ResourceTransformation {
    const refused: string[] = [];
    return ({ type, name, props, opts }) => {
        const inputs = knownPart(props);
        const violations = violationsOf(rules.resource, { type, inputs: isRecord(inputs) ? inputs : {} });
        refused.push(...violations.filter(isMandatory).map((one) => advise(`${type} ${name}`, one)));
        for (const one of violations.filter((each) => !isMandatory(each))) {
            void pulumi.log.warn(advise(`${type} ${name}`, one));
        }
        const judged = nothingRefused(refused).then((): pulumi.Resource[] => []);
        return { props, opts: pulumi.mergeOptions(opts, { dependsOn: judged }) };
    };
}

/** Waits until the program has asked for everything that it asks for without waiting itself. */
async function nothingRefused(refused: readonly string[]): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (refused.length === 0) return;
    throw new pulumi.RunError(`the resources are refused, and nothing was changed:\n\n${refused.join("\n")}\n`);
}

function isMandatory({ rule }: Violation): boolean {
    return rule.level === "mandatory";
}

function advise(where: string, violation: Violation): string {
    return `${where}: ${describeViolation(violation)}. ${violation.rule.remedy}.`;
}

/** The value without what is an output or a promise of something else. */
function knownPart(value: unknown): unknown {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) return undefined;
    if (Array.isArray(value)) return value.map(knownPart);
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, knownPart(member)]));
}
