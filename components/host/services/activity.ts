import { failureReportPlan } from "../failure-report";
import { renderIni } from "../formats/ini";
import { mergePlans } from "../merge";
import type { Check } from "../part";
import { pemText } from "../pem";
import type { ManagedFile, PartialHostPlan } from "../plan";
import * as paths from "./activity/paths";
import { sealProgramText } from "./activity/seal-program";
import { activitySettings } from "./activity/settings";
import type { ActivitySettings, SinkSettings } from "./activity/settings";
import * as units from "./activity/units";
import { watchProgramText } from "./activity/watch-program";
import { defineService } from "./service";

/**
 * Who did what to the host, kept where nobody on the host can change it, and so that a change of what is kept on the host
 * shows: docs/activity.md.
 */
export const activity = defineService({
    id: "activity",
    settings: activitySettings,
    claims: ({ sink }) => ({
        reaches:
            sink === undefined
                ? []
                : [
                      {
                          purpose: "activity log",
                          accounts: [paths.account],
                          protocol: "tcp",
                          ports: [sink.port],
                          to: [sink.host],
                      },
                  ],
    }),
    plan: (settings) => {
        const parts = [
            failureReportPlan(),
            sealPlan(settings),
            watchPlan,
            ...(settings.sink === undefined ? [] : [sinkPlan(settings.sink)]),
        ];
        return mergePlans(parts.map((plan) => ({ by: "activity", plan })));
    },
    checks: ({ sink }) => [...sealChecks, ...(sink === undefined ? [] : sinkChecks)],
});

const systemd = (name: string) => `/etc/systemd/system/${name}`;
const running = { enabled: true, active: true } as const;
const perl = (content: string): ManagedFile => ({ content, mode: "0755", validate: 'perl -c "$1"' });

function sealPlan({ sealEveryMinutes }: ActivitySettings): PartialHostPlan {
    const calendar = sealEveryMinutes === 60 ? "hourly" : `*:0/${sealEveryMinutes}`;
    return {
        packages: ["perl"],
        files: {
            [paths.sealProgram]: perl(sealProgramText()),
            [systemd(`${paths.sealUnit}.service`)]: { content: units.sealUnitText() },
            [systemd(`${paths.sealUnit}.timer`)]: {
                content: units.timerText("Seal the journal every few minutes", calendar, "10s"),
            },
            [systemd(`${paths.verifyUnit}.service`)]: { content: units.verifyUnitText() },
            [systemd(`${paths.verifyUnit}.timer`)]: {
                content: units.timerText("Compare the journal with its seals every day", "daily", "4h"),
            },
            [paths.journaldConf]: {
                content: renderIni("Journal", [
                    {
                        key: "SplitMode",
                        value: "none",
                        why: "One sequence of files: what is forgotten for its age or size is then always the oldest.",
                    },
                ]),
            },
        },
        units: { [`${paths.sealUnit}.timer`]: running, [`${paths.verifyUnit}.timer`]: running },
        activations: {
            "journald-split": {
                watches: [paths.journaldConf],
                command: "systemctl restart systemd-journald.service && journalctl --flush",
            },
        },
    };
}

const watchPlan: PartialHostPlan = {
    packages: ["perl"],
    files: {
        [paths.watchProgram]: perl(watchProgramText()),
        [systemd(`${paths.watchUnit}.service`)]: { content: units.watchUnitText() },
        [systemd(`${paths.watchUnit}.timer`)]: {
            content: units.timerText("See every minute which files of the plan were changed by hand", "minutely", "5s"),
        },
    },
    units: { [`${paths.watchUnit}.timer`]: running },
};

function sinkPlan(sink: SinkSettings): PartialHostPlan {
    const roots = pemText(sink.caCertificates);
    return {
        packages: ["ca-certificates", "systemd-journal-remote"],
        users: {
            [paths.account]: {
                shell: "/usr/sbin/nologin",
                home: "/var/lib/hardened-host-activity-upload",
                groups: [],
                system: true,
            },
        },
        folders: { "/etc/hardened-host": {}, [paths.folder]: { mode: "0750", group: paths.account, exclusive: true } },
        files: {
            ...(roots === "" ? {} : { [paths.sinkRoots]: { content: roots } }),
            [paths.clientCertificate]: { content: `${sink.clientCertificate.trimEnd()}\n` },
            [paths.shippingProgram]: {
                content: units.shippingProgramText(sink),
                mode: "0755",
                validate: 'sh -n "$1"',
            },
            [systemd(`${paths.uploadUnit}.service`)]: { content: units.uploadUnitText(sink) },
            [systemd(`${paths.shippingUnit}.service`)]: { content: units.shippingUnitText() },
            [systemd(`${paths.shippingUnit}.timer`)]: {
                content: units.timerText("See every five minutes whether the journal gets to its sink", "*:0/5", "30s"),
            },
        },
        secretFiles: { [paths.clientKey]: { secret: "activity-client-key" } },
        units: {
            [`${paths.uploadUnit}.service`]: {
                ...running,
                watches: [paths.clientKey, paths.clientCertificate, paths.sinkRoots],
            },
            [`${paths.shippingUnit}.timer`]: running,
        },
    };
}

const sealChecks: readonly Check[] = [
    {
        title: "the journal is sealed every few minutes, and holds what was sealed",
        command: `systemctl is-active --quiet ${paths.sealUnit}.timer && ${paths.sealProgram} verify >/dev/null`,
    },
    {
        title: "files of the plan that are changed by hand are told of",
        command: `systemctl is-active --quiet ${paths.watchUnit}.timer && [ -s /var/lib/hardened-host/managed-files ]`,
    },
];

const sinkChecks: readonly Check[] = [
    {
        title: "the journal gets to its sink",
        command: `systemctl is-active --quiet ${paths.uploadUnit}.service && ${paths.shippingProgram}`,
    },
];
