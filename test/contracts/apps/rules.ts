import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import type { App } from "../../../components/host/apps/app";
import type { Claims } from "../../../components/host/claims";
import { noClaims } from "../../../components/host/claims";
import { completePlan } from "../../../components/delivery/complete-plan";
import { mergePlans } from "../../../components/host/merge";
import type { HostPlan } from "../../../components/host/plan";
import { hostConfigurationInputs } from "../../../provider/host-configuration/inputs";
import { factsOf } from "../../unit/host/part-of-host";

/** An app, settings that it can be had with, and the text of its page in docs/apps. */
export interface Subject {
    readonly app: App<z.ZodType>;
    /** The least that its owner must say. */
    readonly minimum: Readonly<Record<string, unknown>>;
    /** Every option in use, so that all its ports are open. */
    readonly everything: Readonly<Record<string, unknown>>;
    readonly page: string;
    /** Ids of all parts that a host may have. */
    readonly knownParts: readonly string[];
    /** Units of its own that cannot be confined; each says why at its top. @default none */
    readonly unconfined?: readonly string[];
}

/** What is wrong with an app; nothing when it keeps to the rule. */
export type Rule = (subject: Subject) => string[];

function claimsOf({ app }: Subject, given: unknown): Partial<Claims> {
    return app.claims?.(app.settings.parse(given), factsOf()) ?? {};
}

function planOf(subject: Subject, given: unknown): HostPlan {
    const { app } = subject;
    const claims = claimsOf(subject, given);
    const plan = app.plan(app.settings.parse(given), factsOf(), { ...noClaims, ...claims });
    return mergePlans([{ by: app.id, plan }]);
}

function sortedJson(values: readonly unknown[]): string {
    return JSON.stringify(values.map((value) => JSON.stringify(value)).sort());
}

/** Rows `| port | protocol | ...` of the page's table of ports. */
function portsOfPage(page: string): [string, string][] {
    return [...page.matchAll(/^\| (\d+(?:-\d+)?) *\| (tcp|udp) *\|/gm)].map(([, port = "", protocol = ""]) => [
        port,
        protocol,
    ]);
}

export const rules: Readonly<Record<string, Rule>> = {
    "accepts the minimum of settings, and names all that is missing": ({ app, minimum }) => {
        const accepted = app.settings.safeParse(minimum);
        if (!accepted.success) return [`the minimum is refused: ${accepted.error.message}`];
        const empty = app.settings.safeParse({});
        if (empty.success) return [];
        const named = empty.error.issues.map(({ path }) => String(path[0]));
        return Object.keys(minimum)
            .filter((key) => !named.includes(key))
            .map((key) => `${key} is missing, and nobody says so`);
    },
    "refuses a setting that it does not know": ({ app, minimum }) =>
        app.settings.safeParse({ ...minimum, "not-A setting": 1 }).success ? ["accepts any setting"] : [],
    "plans the same from the same settings": (subject) =>
        isDeepStrictEqual(planOf(subject, subject.everything), planOf(subject, subject.everything))
            ? []
            : ["two plans of the same settings differ"],
    "opens the ports of its page, and no others": (subject) => {
        const openings = claimsOf(subject, subject.everything).openings ?? [];
        const open = openings.map(({ port, portEnd, protocol }) => [
            portEnd === undefined ? String(port) : `${port}-${portEnd}`,
            protocol,
        ]);
        const written = portsOfPage(subject.page);
        return sortedJson(open) === sortedJson(written)
            ? []
            : [`opens ${JSON.stringify(open)}, and its page says ${JSON.stringify(written)}`];
    },
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
    "has a backup set that comes back": (subject) => {
        const sets = claimsOf(subject, subject.everything).backupSets ?? [];
        if (sets.length === 0) return ["has nothing to back up"];
        return sets.flatMap(({ name, paths, dump, load }) => [
            ...(paths.length === 0 ? [`${name} has no paths`] : []),
            ...((dump === undefined) === (load === undefined) ? [] : [`${name} can dump or load, but not both`]),
        ]);
    },
    "says what it needs, and whom it cannot live with": ({ app, everything, knownParts }) => {
        const { memoryMib, diskMib, excludes = {} } = app.demands(app.settings.parse(everything));
        return [
            ...(memoryMib > 0 && diskMib >= 0 ? [] : ["needs no memory"]),
            ...Object.keys(excludes)
                .filter((id) => !knownParts.includes(id))
                .map((id) => `cannot live with ${id}, which nobody knows`),
        ];
    },
    "has a check that fails without it": ({ app, everything }) => {
        const checks = app.checks(app.settings.parse(everything), factsOf());
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
        Object.entries(planOf(subject, subject.everything).files)
            .filter(
                ([path, { content }]) =>
                    /^\/etc\/systemd\/system\/[^/]+\.service$/.test(path) &&
                    /^ExecStart=/m.test(content) &&
                    !(
                        subject.unconfined?.some((unit) => path.endsWith(`/${unit}`)) === true &&
                        content.includes("# Not confined: ")
                    ),
            )
            .flatMap(([path, { content }]) =>
                ["NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="]
                    .filter((line) => !content.split("\n").includes(line))
                    .map((line) => `${path} is without ${line}`),
            ),
};
