import { acceptedFindings } from "../components/host/accepted-findings";
import { benchmarks } from "../components/host/benchmark-items";
import { hostChecks, type NamedCheck } from "../components/host/plan-host";
import { hostSettings } from "../components/host/settings";
import { everyGuestCheck, proofs } from "./control-proofs";

const tls = { domain: "example.org", issuer: "internal" };
const anyDigest = "0".repeat(64);

/** Hosts that have every part between them: some parts want a host for themselves. */
const hosts = [
    {
        tls,
        edge: { sites: { www: { hostNames: ["www.example.org"], page: { title: "Example", lines: [] } } } },
        notify: { webhooks: { phone: { format: "json" } } },
        backup: { repository: { type: "folder", path: "/srv/backups" } },
        apps: {
            ejabberd: { domain: "example.org", administrators: ["admin"] },
            mail: {
                hostName: "mail.example.org",
                domains: { "example.org": {} },
                postmaster: "admin@example.org",
            },
            "openzim-mcp": { hostName: "mcp.example.org" },
            service: {
                wiki: { description: "A wiki", source: { debian: { name: "wiki" } }, command: ["/usr/bin/wiki"] },
            },
        },
    },
    {
        tls,
        edge: {},
        proxy: {},
        apps: {
            pleroma: {
                hostName: "social.example.org",
                mediaHostName: "media.example.org",
                name: "Ours",
                email: "admin@example.org",
                release: { url: "https://files.example.org/pleroma.zip", sha256: anyDigest, version: "2.10.0" },
            },
        },
    },
    {
        tls,
        apps: {
            zulip: {
                hostName: "zulip.example.org",
                administrator: "admin@example.org",
                email: { host: "mail.example.org" },
                release: { version: "12.4", sha256: anyDigest },
            },
        },
    },
    {
        distribution: "ubuntu-24.04",
        ssh: { port: 202 },
        apps: { cloudron: { version: "8.3.2", setup: { sha256: anyDigest } } },
    },
];

const introduction = `# Controls

<!-- Generated from the checks of the parts: \`npm run accept\` renews this file. -->

What a host is made to be, where that is done, which test proves it, and which items of public benchmarks ask for the same, as
a whole or in part. Every control is a check that runs on the host: \`npm run audit -- <stack>\` runs them all
([audits](audits.md)).

${Object.entries(benchmarks)
    .map(([id, name]) => `- \`${id}\`: ${name}`)
    .join("\n")}

CIS asks for ufw in its section 4; here nftables does the same work. Each hardening's checks are run on a real guest
(${links(everyGuestCheck.holds)}) and, but for those marked *, must fail on a stock one (${links(everyGuestCheck.failsOnStock)}).
`;

/** The reference of all controls, as the text of docs/controls.md. */
export function controlsReference(): string {
    const checks = everyCheck();
    const ids = [...new Set(checks.map(({ by }) => by))];
    const sections = ids.map((id) =>
        sectionOf(
            id,
            checks.filter(({ by }) => by === id),
        ),
    );
    return [introduction, ...sections, itemsSection(checks), acceptedSection()].join("\n");
}

/** Those of each part, on the first host that has it. */
function everyCheck(): readonly NamedCheck[] {
    const checks: NamedCheck[] = [];
    for (const settings of hosts) {
        const known = new Set(checks.map(({ by }) => by));
        const login = { user: "deploy", authorizedKeys: [] };
        const ofHost = hostChecks("example", login, hostSettings.parse(settings));
        checks.push(...ofHost.filter(({ by }) => !known.has(by)));
    }
    return checks;
}

function sectionOf(id: string, checks: readonly NamedCheck[]): string {
    const proof = proofs[id];
    if (proof === undefined) throw new Error(`scripts/control-proofs.ts says nothing of the part ${id}`);
    const rows = checks.map(({ check: { title, covers = [], holdsOnStock } }) => {
        const mark = holdsOnStock === undefined ? "" : " \\*";
        return `| ${cell(title)}${mark} | ${covers.join(", ")} |`;
    });
    const head = [`Done in [${proof.file}](../${proof.file}).`, `Proved by ${links(proof.tests)}.`].join(" ");
    return [`## ${id}`, "", head, "", "| Control | Covers |", "| --- | --- |", ...rows, ""].join("\n");
}

/** The same the other way round, for whoever comes with a benchmark. */
function itemsSection(checks: readonly NamedCheck[]): string {
    const pairs = checks.flatMap(({ by, check }) =>
        (check.covers ?? []).map((item) => ({ item, by, title: check.title })),
    );
    const items = [...new Set(pairs.map(({ item }) => item))].sort((a, b) =>
        a.localeCompare(b, "en", { numeric: true }),
    );
    const rows = items.map((item) => {
        const controls = pairs.filter((pair) => pair.item === item).map(({ by, title }) => `${by}: ${cell(title)}`);
        return `| ${item} | ${[...new Set(controls)].join("; ")} |`;
    });
    return ["## By item", "", "| Item | Control |", "| --- | --- |", ...rows, ""].join("\n");
}

function acceptedSection(): string {
    const rows = acceptedFindings.map(
        ({ examination, rule, reason }) => `| ${examination} | ${rule} | ${cell(reason)} |`,
    );
    const head = "Findings of audits that are left as they are on every host, and why. The list is";
    const where = "[components/host/accepted-findings.ts](../components/host/accepted-findings.ts).";
    return [
        "## Accepted",
        "",
        `${head} ${where}`,
        "",
        "| By | Finding | Reason |",
        "| --- | --- | --- |",
        ...rows,
        "",
    ].join("\n");
}

function links(files: readonly string[]): string {
    return files.map((file) => `[${file.replace(/^test\//, "")}](../${file})`).join(", ");
}

function cell(text: string): string {
    return text.replaceAll("|", String.raw`\|`).replaceAll("*", String.raw`\*`);
}
