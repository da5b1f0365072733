import { lineDifference } from "./line-difference";

/** What Debian's nftables.service loads. */
export const rulesFile = "/etc/nftables.conf";

/**
 * Differences between the rules that the host's file says and those in force: both are listings by `nft` itself, the
 * first one of a throw-away network namespace into which the file was loaded, so that they differ in substance only.
 */
export function ruleDifferences(inFile: readonly string[], inForce: readonly string[]): string[] {
    const planned = statements(inFile);
    const actual = statements(inForce);
    const tables = (listing: readonly Statement[]) => new Set(listing.map(({ table }) => table));
    const gone = [...tables(planned)].filter((table) => !tables(actual).has(table));
    const kept = planned.filter(({ table }) => !gone.includes(table));
    const { missing, added } = lineDifference(kept.map(describe), actual.map(describe));
    return [
        ...gone.map((table) => `table ${table} is not in force`),
        ...missing.map((statement) => `not in force: ${statement}`),
        ...added.map((statement) => `in force, but not in this file: ${statement}`),
    ];
}

interface Statement {
    readonly table: string;
    /** `chain input` or `set trusted_ipv4`; empty for the table's own line. */
    readonly block: string;
    readonly text: string;
}

function describe({ table, block, text }: Statement): string {
    return [`table ${table}`, block, text].filter((part) => part !== "").join(", ");
}

/** Each line with the table and chain that it stands in, without what only counts. */
function statements(listing: readonly string[]): Statement[] {
    let [table, block] = ["", ""];
    return listing.flatMap((line) => {
        const text = line.trim().replace(/counter packets \d+ bytes \d+/g, "counter");
        const opened = /^(?:table )?(.*) \{$/.exec(text);
        if (text === "" || text === "}") {
            if (text === "}") block = "";
            return [];
        }
        if (opened?.[1] === undefined) return [{ table, block, text }];
        if (text.startsWith("table ")) [table, block] = [opened[1], ""];
        else block = opened[1];
        return [{ table, block, text: "" }];
    });
}

type Files = Readonly<Record<string, { readonly content: string }>>;

/**
 * Tables of others that filter what arrives, for example `inet f2b-table (chain f2b-chain: filter hook input)`. They
 * cannot let in what our own table drops, since a drop anywhere is final, but may shut out what it accepts. They are
 * shown, and neither counted as drift nor removed: fail2ban or a container engine would only bring them back. Tables
 * that only translate or forward are what container engines bring, and are left out.
 *
 * @param chains lines of `nft list chains`.
 */
export function foreignFilterTables(chains: readonly string[], files: Files): string[] {
    const own = new Set(
        Object.entries(files)
            .filter(([path]) => path === rulesFile || path.endsWith(".nft"))
            .flatMap(([, { content }]) => [...content.matchAll(/^table (?:(\w+) )?(\S+) \{$/gm)])
            .map(([, family = "ip", name = ""]) => `${family} ${name}`),
    );
    return statements(chains)
        .filter(({ table, text }) => !own.has(table) && /^type filter hook (ingress|prerouting|input) /.test(text))
        .map(({ table, block, text }) => `${table} (${block}: ${text.replace(/^type (\w+ hook \w+) .*$/, "$1")})`)
        .sort();
}
