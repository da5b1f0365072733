import { describeOpening, PlanConflictError } from "../conflicts";
import type { Conflict } from "../conflicts";
import { failureReportPlan } from "../failure-report";
import type { Check } from "../part";
import type { Opening } from "../plan";
import { reachOfUrls } from "../reach";
import { rangesOverlap } from "../values";
import { fetchProgram, fetchProgramText } from "./blocklists/fetch-program";
import { account, downloadFolder, program, rulesFile, stateFolder, table, unit } from "./blocklists/names";
import { programText } from "./blocklists/program";
import { blocklistSettings } from "./blocklists/settings";
import type { BlocklistSettings } from "./blocklists/settings";
import { blocklistTable, countryChain, listSet } from "./blocklists/table";
import { unitFiles } from "./blocklists/units";
import { defineService } from "./service";

/**
 * Sources that reach nothing of the host, by its settings and by lists that are downloaded all the time, and countries
 * that reach only some of it: docs/sources.md. The owner is never among them.
 */
export const blocklists = defineService({
    id: "blocklists",
    settings: blocklistSettings,
    claims: ({ lists }) => ({
        keptTables: [table],
        reaches: reachOfUrls(
            "lists of denied sources",
            account,
            Object.values(lists).map(({ url }) => url),
        ),
    }),
    plan: (settings, { trustedSources }, { openings }) => {
        const problems = [...deniedOwners(settings, trustedSources), ...unknownPorts(settings, openings)];
        if (problems.length > 0) throw new PlanConflictError(problems);
        const failures = failureReportPlan();
        const hasCountries = settings.countries.length > 0;
        const systemd = Object.entries(unitFiles(settings.refreshHours)).map(
            ([name, content]) => [`/etc/systemd/system/${name}`, { content }] as const,
        );
        return {
            packages: [...base, ...(hasCountries ? ["tor-geoipdb"] : [])],
            users: { [account]: { shell: "/usr/sbin/nologin", home: downloadFolder, groups: [], system: true } },
            folders: { ...failures.folders, [stateFolder]: { mode: "0700" } },
            files: {
                ...failures.files,
                [rulesFile]: {
                    content: blocklistTable(settings, trustedSources),
                    mode: "0600",
                    validate: 'nft -c -f "$1"',
                },
                [program]: {
                    content: programText(settings, trustedSources),
                    mode: "0755",
                    validate: 'python3 -I "$1" validate',
                },
                [fetchProgram]: {
                    content: fetchProgramText(settings),
                    mode: "0755",
                    validate: `python3 -I -c 'compile(open(__import__("sys").argv[1]).read(), "fetch", "exec")' "$1"`,
                },
                ...Object.fromEntries(systemd),
            },
            units: {
                "nftables.service": { enabled: true, active: true },
                [`${unit}.timer`]: { enabled: true, active: true },
                // tor-geoipdb brings the client of the Tor network along, which has no business here.
                ...(hasCountries ? { "tor.service": { masked: true }, "tor@default.service": { masked: true } } : {}),
            },
            // After `egress` has let the account out; what cannot be had now comes by the timer.
            activations: { "01-blocklists": { watches: [rulesFile, program, fetchProgram], command: inForce } },
        };
    },
    checks: blocklistChecks,
});

const base = ["ca-certificates", "iproute2", "nftables", "python3"];

/** After the rollback of the delivery that brought them the files are gone, and so are the rules. */
const inForce =
    `if [ -e ${rulesFile} ]; then nft -f ${rulesFile} && { ${program} load || :; } && ` +
    `{ timeout 60 systemctl start ${unit}.service >/dev/null 2>&1 || :; }; ` +
    `else nft delete table inet ${table} 2>/dev/null || :; fi`;

function deniedOwners({ denied, allowed }: BlocklistSettings, trustedSources: readonly string[]): Conflict[] {
    return denied.flatMap((range, index) =>
        [...trustedSources, ...allowed]
            .filter((owner) => rangesOverlap(range, owner))
            .map((owner) => ({
                what: `${range} covers ${owner}, which trustedSources or blocklists.allowed name; a range must be the one or the other`,
                sides: ["blocklists", "blocklists"] as const,
                setting: `blocklists.denied[${index}]`,
                remedy: "Leave one of the two out",
            })),
    );
}

function unknownPorts({ countries }: BlocklistSettings, openings: readonly Opening[]): Conflict[] {
    return countries.flatMap(({ protocol, ports }, index) =>
        ports
            .filter((port) => !openings.some((one) => one.protocol === protocol && includesPort(one, port)))
            .map((port) => ({
                what: `${port}/${protocol} is not open on this host; open are ${openings.map(describeOpening).join(", ")}`,
                sides: ["blocklists", "blocklists"] as const,
                setting: `blocklists.countries[${index}].ports`,
                remedy: "Name ports of openings",
            })),
    );
}

const includesPort = ({ port: first, portEnd = first }: Opening, port: number) => first <= port && port <= portEnd;

function blocklistChecks({ lists, countries }: BlocklistSettings): Check[] {
    const listed = (what: string) => `nft -n list ${what} 2>/dev/null`;
    const holds = (set: string) =>
        `{ ${listed(`set inet ${table} ${set}_ipv4`)}; ${listed(`set inet ${table} ${set}_ipv6`)}; } | grep -q 'elements = '`;
    return [
        {
            title: "denied sources are dropped before anything is open to them, and the owner's are not",
            command: `${listed(`chain inet ${table} arrivals`)} | tr '\\n' ' ' | grep -q 'hook prerouting .*@allowed_ipv4 accept.*@denied_ipv4 counter .*drop'`,
        },
        {
            title: "the lists of denied sources are looked after",
            command: `systemctl is-active --quiet ${unit}.timer`,
        },
        ...Object.keys(lists).map((name) => ({
            title: `sources of the list ${name} are denied`,
            command: holds(listSet(name)),
        })),
        ...(countries.length === 0
            ? []
            : [
                  {
                      title: "ports that countries were chosen for are closed to the others",
                      command: `[ "$(${listed(`chain inet ${table} ${countryChain}`)} | grep -c ' drop')" = ${countries.length * 2} ]`,
                  },
              ]),
    ];
}
