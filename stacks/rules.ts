import { planRules } from "../components/rules/plan-rules";
import { resourceRules } from "../components/rules/resource-rules";
import type { PlanRule, ResourceRule } from "../components/rules/rule";

/** Your own rules over the plan of a host. Each needs a passing and a failing example: `npm run check` runs both. */
const ownPlanRules: readonly PlanRule[] = [];

/** Your own rules over resources of clouds. */
const ownResourceRules: readonly ResourceRule[] = [];

/** Every rule that this program keeps. */
export const rules = {
    plan: [...planRules, ...ownPlanRules],
    resource: [...resourceRules, ...ownResourceRules],
};
