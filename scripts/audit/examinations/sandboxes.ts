import type { Examiner, ExaminationResult } from "../examiner";
import { shellQuote } from "../../../components/host/shell-quote";

/** Exposure that no service of ours may exceed; 0 is none, 10 all. */
export const mostExposure = 2.0;

/** How much of the host each of our services could reach, as systemd reckons it. */
export const sandboxes: Examiner = {
    id: "sandboxes",
    title: "Sandboxes of services",
    examine: async ({ ownServices, shell }) => {
        if (ownServices.length === 0) return { tool: "systemd-analyze", figures: [], findings: [] };
        const names = ownServices.map(shellQuote).join(" ");
        return readExposures(await shell.text(`systemd-analyze security --no-pager -- ${names} | grep '^→' || :`));
    },
};

/** @param text lines `→ Overall exposure level for x.service: 1.2 OK`. */
export function readExposures(text: string): ExaminationResult {
    const scores = [...text.matchAll(/exposure level for (\S+): ([\d.]+)/g)].map(([, unit = "", score]) => ({
        unit,
        score: Number(score),
    }));
    const worst = Math.max(0, ...scores.map(({ score }) => score));
    return {
        tool: "systemd-analyze security",
        figures:
            scores.length === 0
                ? []
                : [{ name: "Worst exposure of a service", value: worst, unit: "of 10", better: "lower" }],
        findings: scores.map(({ unit, score }) => ({
            rule: unit,
            title: `${unit} is exposed ${score} of 10, where ${mostExposure.toFixed(1)} is the most`,
            passed: score <= mostExposure,
            severity: "medium",
            detail: "",
            covers: ["BP28 R64"],
        })),
    };
}
