import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostInputs } from "./host-inputs";
import type { PreviewDigest } from "./preview-digest";
import { configurationType, resourceChanges } from "./resource-changes";
import { textsToMeasure, type MeasuredExposure } from "./security/sandbox";

/** Exposure of every service that a preview changes, by systemd itself; empty where there is no systemd-analyze. */
export function measureExposures(digest: PreviewDigest): MeasuredExposure {
    const hosts = resourceChanges(digest).filter(({ type }) => type === configurationType);
    const texts = hosts.flatMap(({ delivered, found, planned }) => {
        const [old, actual, next] = [delivered, found, planned].map((one) => hostInputs.parse(one ?? {}));
        if (old === undefined || actual === undefined || next === undefined) return [];
        return [...textsToMeasure(old, next), ...textsToMeasure(old, actual)];
    });
    return exposuresOf([...new Set(texts)]);
}

/** Asks `systemd-analyze security --offline`, which knows every directive of its version (systemd 250 and later). */
export function exposuresOf(texts: readonly string[]): MeasuredExposure {
    if (texts.length === 0) return new Map();
    const root = mkdtempSync(join(tmpdir(), "hardened-host-units-"));
    try {
        const folder = join(root, "etc/systemd/system");
        mkdirSync(folder, { recursive: true });
        const names = texts.map((_, index) => `reviewed-${index}.service`);
        texts.forEach((text, index) => writeFileSync(join(folder, names[index] ?? ""), text));
        const scores = names.map((name) => scoreOf(root, name));
        return new Map(texts.flatMap((text, index) => (scores[index] === undefined ? [] : [[text, scores[index]]])));
    } finally {
        rmSync(root, { recursive: true });
    }
}

/** One unit for each call: a unit that systemd cannot read takes no other with it. */
function scoreOf(root: string, name: string): number | undefined {
    const args = ["security", "--offline=true", `--root=${root}`, "--no-pager", name];
    const { stdout } = spawnSync("systemd-analyze", args, { encoding: "utf8", timeout: 20_000 });
    const score = /Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1];
    return score === undefined ? undefined : Number(score);
}
