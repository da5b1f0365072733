import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import type { Claims } from "../../../components/host/claims";
import { noClaims } from "../../../components/host/claims";
import { completePlan } from "../../../components/delivery/complete-plan";
import { mergePlans } from "../../../components/host/merge";
import type { Part } from "../../../components/host/part";
import type { HostPlan } from "../../../components/host/plan";
import { hostConfigurationInputs } from "../../../provider/host-configuration/inputs";
import { factsOf } from "../../unit/host/part-of-host";

/** A part of a host that its settings must name, and settings that it can be had with. */
export interface PartSubject {
    readonly part: Part<z.ZodType>;
    /** The least that its owner must say. */
    readonly minimum: Readonly<Record<string, unknown>>;
    /** Every option in use, so that all its ports are open. */
    readonly everything: Readonly<Record<string, unknown>>;
    /** Units that may write anywhere, and why. @default none */
    readonly writesAnywhere?: Readonly<Record<string, string>>;
    /** Services of its own that cannot be confined; each says why at its top. @default none */
    readonly unconfined?: readonly string[];
}

/** What is wrong with a part; nothing when it keeps to the rule. */
export type Rule<Subject extends PartSubject> = (subject: Subject) => string[];

export function claimsOf({ part }: PartSubject, given: unknown): Partial<Claims> {
    return part.claims?.(part.settings.parse(given), factsOf()) ?? {};
}

export function planOf(subject: PartSubject, given: unknown): HostPlan {
    const { part } = subject;
    const claims = claimsOf(subject, given);
    const plan = part.plan(part.settings.parse(given), factsOf(), { ...noClaims, ...claims });
    return mergePlans([{ by: part.id, plan }]);
}

/** What holds for services and apps alike. */
export const partRules: Readonly<Record<string, Rule<PartSubject>>> = {
    "accepts the minimum of settings, and names all that is missing": ({ part, minimum }) => {
        const accepted = part.settings.safeParse(minimum);
        if (!accepted.success) return [`the minimum is refused: ${accepted.error.message}`];
        const empty = part.settings.safeParse({});
        if (empty.success) return [];
        const named = empty.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`);
        return Object.keys(minimum)
            .filter((key) => !named.some((text) => text.includes(key)))
            .map((key) => `${key} is missing, and nobody says so`);
    },
    "refuses a setting that it does not know": ({ part, minimum }) =>
        part.settings.safeParse({ ...minimum, "not-A setting": 1 }).success ? ["accepts any setting"] : [],
    "plans the same from the same settings": (subject) =>
        isDeepStrictEqual(planOf(subject, subject.everything), planOf(subject, subject.everything))
            ? []
            : ["two plans of the same settings differ"],
    "keeps its secrets from everybody else": (subject) => {
        const { secretFiles, folders } = planOf(subject, subject.everything);
        return Object.entries(secretFiles).flatMap(([path, { mode = "0400" }]) => {
            const folder = folders[path.slice(0, path.lastIndexOf("/"))];
            return [
                ...(/^0?[0-7][04]0$/.test(mode) ? [] : [`${path} has the mode ${mode}`]),
                ...(/0$/.test(folder?.mode ?? "0755") ? [] : [`the folder of ${path} is open to all`]),
            ];
        });
    },
    "has a check that fails without it": ({ part, everything }) => {
        const checks = part.checks(part.settings.parse(everything), factsOf());
        return checks.some(({ holdsOnStock }) => holdsOnStock === undefined) ? [] : ["no check would fail without it"];
    },
    "has a plan that the provider accepts": (subject) => {
        const { secretFiles: _slots, ...plan } = planOf(subject, subject.everything);
        const parsed = hostConfigurationInputs.safeParse({
            machineId: "test",
            distribution: "debian-13",
            connection: {
                address: "198.51.100.2",
                port: 22,
                user: "deploy",
                hostKey: "ssh-ed25519 AAAA",
                rotateHostKey: true,
            },
            ...completePlan({ ...plan, secretFiles: {} }, {}),
            secretFiles: {},
            confirmTimeoutSeconds: 60,
        });
        return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    },
    "confines every unit of its own": (subject) =>
        ownServices(subject).flatMap(([path, lines]) =>
            ["NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="]
                .filter((start) => !lines.some((line) => line.startsWith(start)))
                .filter((line) => !line.startsWith("ProtectSystem") || !mayWriteAnywhere(subject, path))
                .map((line) => `${path} is without ${line}`),
        ),
};

function mayWriteAnywhere({ writesAnywhere = {} }: PartSubject, path: string): boolean {
    return (writesAnywhere[path.slice(path.lastIndexOf("/") + 1)] ?? "") !== "";
}

/** Lines of each service that the part brings whole, by its path; without those that say why they are not confined. */
export function ownServices(subject: PartSubject): [path: string, lines: readonly string[]][] {
    return Object.entries(planOf(subject, subject.everything).files)
        .filter(
            ([path, { content }]) =>
                /^\/etc\/systemd\/system\/[^/]+\.service$/.test(path) && /^ExecStart=/m.test(content),
        )
        .filter(([path, { content }]) => !(isUnconfined(subject, path) && content.includes("# Not confined: ")))
        .map(([path, { content }]) => [path, content.split("\n")]);
}

function isUnconfined({ unconfined = [] }: PartSubject, path: string): boolean {
    return unconfined.some((unit) => path.endsWith(`/${unit}`));
}
