import type { Located } from "../review";
import type { Direction, Finding } from "../security/finding";
import { listed, plainText } from "../sentence";
import { alike, count, fitting } from "./lines";
import { markdownOf } from "./text";

const order: readonly Direction[] = ["weaker", "stronger", "neutral"];
const marks: Readonly<Record<Direction, string>> = {
    weaker: "🔻 **weaker**",
    stronger: "🔺 stronger",
    neutral: "▫️ neutral",
};

/** One line for each finding, the weakening ones first, those that several hosts share in one. */
export function findingLines(findings: readonly Located<Finding>[], characters: number): string[] {
    const key = ({ value }: Located<Finding>) =>
        JSON.stringify([value.direction, value.area, plainText(value.sentence)]);
    const groups = alike(findings, key, ({ where }) => where);
    groups.sort((a, b) => order.indexOf(a.value.value.direction) - order.indexOf(b.value.value.direction));
    const lines = groups.map(({ value: { value }, where }) => {
        const { direction, area, sentence } = value;
        return `- ${marks[direction]} · ${area} · ${markdownOf(listed(where, 3))}: ${markdownOf(sentence)}`;
    });
    const { shown, omitted } = fitting(lines, characters);
    return [...shown, ...(omitted === 0 ? [] : [`- ${count(omitted, "more finding")} did not fit.`])];
}

/** How many findings there are of each direction. */
export function tallyOf(findings: readonly Located<Finding>[]): string {
    const parts = order.flatMap((direction) => {
        const number = findings.filter(({ value }) => value.direction === direction).length;
        return number === 0 ? [] : [`${number} ${direction}`];
    });
    return parts.join(", ");
}
