import type { HostPlan } from "../host/plan";

/** Mandatory: refused before anything changes. Advisory: a warning in every preview and `up`. */
export type RuleLevel = "mandatory" | "advisory";

interface Named<Subject> {
    /** Short name, unique among all rules: lower-case words and hyphens. */
    readonly id: string;
    readonly level: RuleLevel;
    /** What must be so, as a sentence. */
    readonly title: string;
    /** The reason, with its source: a guide's item, an RFC, a man page. */
    readonly why: string;
    /** What to do about a violation, as a sentence without its full stop. */
    readonly remedy: string;
    /** What is wrong, each in a few words; empty when nothing is. Never names a secret's value. */
    readonly violations: (subject: Subject) => readonly string[];
    /** One that keeps the rule and one that breaks it: the tests run both. */
    readonly examples: { readonly passing: Subject; readonly failing: Subject };
}

/** A rule over the whole plan of a host. */
export type PlanRule = Named<HostPlan>;

/** Members of a resource by name, of whatever kind its cloud gives them. */
export type Inputs = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Inputs {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Inputs of a resource as the program gives them; what is known only later is left out. */
export interface PlannedResource {
    /** Type token, for example `aws:ec2/instance:Instance`. */
    readonly type: string;
    readonly inputs: Inputs;
}

/** A rule over resources of clouds. One that does not concern a type finds nothing wrong with it. */
export type ResourceRule = Named<PlannedResource>;

/** Something that breaks a rule. */
export interface Violation {
    readonly rule: Pick<Named<never>, "id" | "level" | "title" | "remedy">;
    readonly problem: string;
}

/** Everything in a subject that breaks one of the rules. */
export function violationsOf<Subject>(rules: readonly Named<Subject>[], subject: Subject): Violation[] {
    return rules.flatMap((rule) => rule.violations(subject).map((problem) => ({ rule, problem })));
}

/** `breaks the rule <id>: <problem>; <what must be so>`. */
export function describeViolation({ rule: { id, title }, problem }: Violation): string {
    return `breaks the rule ${id}: ${problem}; ${title}`;
}
