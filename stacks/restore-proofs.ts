import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { SettingsProblem } from "../components/host/errors";
import { readSection, unknownKey } from "../components/host/setting-problems";
import { hostLabel } from "../components/host/values";
import type { HostSettingsOfStack } from "./host-settings";

/** Configuration key that `npm run restore-drill` writes. */
export const restoreProofsKey = "restoreProvedAt";

const provedAt = z.record(
    hostLabel(),
    z.iso.datetime("must be a time such as 2026-06-01T12:00:00Z, as `npm run restore-drill` writes it"),
);

/** When the backups of hosts were last proved to be restorable, by name of the host. */
export type RestoreProofs = z.output<typeof provedAt>;

/** Checks what the drills have recorded. What is wrong is added to `problems`. */
export function readRestoreProofs(
    given: unknown,
    hostNames: readonly string[],
    file: string,
    problems: SettingsProblem[],
): RestoreProofs {
    const section = { path: restoreProofsKey, file };
    const proofs = readSection(provedAt, given ?? {}, section, problems) ?? {};
    const strangers = Object.keys(proofs).filter((name) => !hostNames.includes(name));
    problems.push(...strangers.map((name) => unknownKey(name, hostNames, section)));
    return proofs;
}

/** The output of that name: of each host that makes backups, a time or `never`. */
export function restoreProofsOutput(
    hosts: readonly Pick<HostSettingsOfStack, "name" | "host">[],
    proofs: RestoreProofs,
): Record<string, pulumi.Input<unknown>> {
    const backedUp = hosts.filter(({ host }) => host.backup?.mode === "backup");
    const [first] = backedUp;
    if (first === undefined) return {};
    const timeOf = (name: string) => proofs[name] ?? "never";
    const byHost = Object.fromEntries(backedUp.map(({ name }) => [name, timeOf(name)]));
    return { [restoreProofsKey]: hosts.length === 1 ? timeOf(first.name) : byHost };
}
