import type { PlanRule, ResourceRule } from "../components/rules/rule";
import { rules } from "../stacks/rules";

/** docs/rules.md: every rule that the program keeps, as the rules themselves say it. */
export function rulesReference(): string {
    return [
        "# Rules",
        "",
        "Generated from the rules by `npm run accept`. A mandatory rule that is broken refuses `preview` and `up` before",
        "anything is made; an advisory one warns. Add your own in `stacks/rules.ts`.",
        "",
        "## Plans of hosts",
        "",
        ...rules.plan.map(describe),
        "## Resources of clouds",
        "",
        ...rules.resource.map(describe),
    ].join("\n");
}

function describe({ id, level, title, why, remedy }: PlanRule | ResourceRule): string {
    return `### ${id} (${level})\n\n${sentence(title)} ${why} ${sentence(remedy)}\n`;
}

function sentence(text: string): string {
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
