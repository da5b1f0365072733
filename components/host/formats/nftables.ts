import { hashComment, managedNotice } from "./comments";

/** One rule, and why it is there. */
export interface NftablesRule {
    /** A statement of nft(8) without its line end, for example `ct state invalid drop`. */
    readonly rule: string;
    /** Comment lines above the rule. */
    readonly why?: string;
}

/** A named set, for example one that remembers addresses for a rate limit. */
export interface NftablesSet {
    readonly name: string;
    /** Statements such as `type ipv4_addr` and `flags dynamic,timeout`, one a line. */
    readonly statements: readonly string[];
    /** What it holds from the beginning. @default nothing */
    readonly elements?: readonly string[];
    /** In {@link renderKeptTable}: keeps what it holds when the file is loaded again. @default false */
    readonly isKept?: boolean;
    /** A program of the host puts elements into it, which are no drift from the file. @default isKept */
    readonly isFilled?: boolean;
    readonly why?: string;
}

export interface NftablesChain {
    readonly name: string;
    /** Hook, priority and policy; left out for a chain that others jump to. */
    readonly hook?: string;
    readonly rules: readonly NftablesRule[];
    /** In {@link renderKeptTable}: keeps its rules, which a program puts there. @default false */
    readonly isKept?: boolean;
    readonly why?: string;
}

export interface NftablesTable {
    /** Name in the `inet` family: one table for IPv4 and IPv6. */
    readonly name: string;
    readonly sets?: readonly NftablesSet[];
    readonly chains: readonly NftablesChain[];
}

/** What a file says of tables that are not its own. */
export interface OtherTables {
    /** Patterns of files that are loaded with it. @default none */
    readonly includes?: readonly string[];
    /** Tables of the `inet` family that go, unless an included file makes them again. @default none */
    readonly gone?: readonly string[];
}

/**
 * A file for `nft -f` that replaces one table and leaves every other alone, in one transaction: packets meet the old
 * rules or the new ones, never none. Deleting (and not just flushing) also renews sets whose type or timeout changed;
 * declaring the table before keeps the delete from failing on the first load.
 */
export function renderNftables(table: NftablesTable, others: OtherTables = {}): string {
    const { includes = [], gone = [] } = others;
    const name = `inet ${table.name}`;
    return [
        "#!/usr/sbin/nft -f",
        ...hashComment(managedNotice),
        "",
        `table ${name}`,
        `delete table ${name}`,
        "",
        ...gone.flatMap((other) => [...withoutTable(other), ""]),
        `table ${name} {`,
        ...[...(table.sets ?? []).map(renderSet), ...table.chains.map(renderChain)].flatMap(separate),
        "}",
        ...(includes.length === 0 ? [] : ["", ...includes.map((pattern) => `include "${pattern}"`)]),
        "",
    ].join("\n");
}

/**
 * A file for `nft -f` that puts rules of one table in the place of those that it had, in one transaction, and leaves its
 * sets that are kept as they are: what programs have put there stays in force while the file is loaded again. Sets of
 * another type need another name.
 */
export function renderKeptTable({ name, sets = [], chains }: NftablesTable): string {
    const owner = `inet ${name}`;
    const changedSets = sets.filter(({ isKept }) => isKept !== true);
    const changedChains = chains.filter(({ isKept }) => isKept !== true);
    const declared = ({ name: set, statements }: NftablesSet) =>
        `add set ${owner} ${set} { ${statements.join("; ")}; }`;
    const hooked = ({ name: chain, hook }: NftablesChain) =>
        `add chain ${owner} ${chain}${hook === undefined ? "" : ` { ${hook} }`}`;
    return [
        "#!/usr/sbin/nft -f",
        ...hashComment(managedNotice),
        "",
        ...hashComment("Declared, so that they can be emptied where they are not there yet."),
        `add table ${owner}`,
        ...changedSets.map(declared),
        ...changedChains.map(hooked),
        ...changedChains.map((chain) => `flush chain ${owner} ${chain.name}`),
        ...changedSets.map((set) => `flush set ${owner} ${set.name}`),
        "",
        `table ${owner} {`,
        ...[...sets.map(renderSet), ...chains.map(renderChain)].flatMap(separate),
        "}",
        "",
    ].join("\n");
}

/** Takes a table away. Declared before, so that it can be deleted where it is not there. */
export function withoutTable(name: string): string[] {
    return [
        ...hashComment("Comes back by a file of its own, on a host that has the part which it belongs to."),
        `table inet ${name}`,
        `delete table inet ${name}`,
    ];
}

/** Blank line between blocks, none before the first. */
function separate(block: readonly string[], index: number): string[] {
    return index === 0 ? [...block] : ["", ...block];
}

function renderSet({ name, statements, elements = [], isKept = false, isFilled = isKept, why }: NftablesSet): string[] {
    const content = elements.length === 0 ? [] : [`elements = { ${elements.join(", ")} }`];
    return [
        ...hashComment(why ?? "", "    "),
        `    set ${name} {`,
        ...[...statements, ...filledComment(isFilled), ...content].map((statement) => `        ${statement}`),
        "    }",
    ];
}

/** By it the provider tells what a block may hold from what is drift: provider/host-configuration/remote/observe.sh. */
function filledComment(isFilled: boolean): string[] {
    return isFilled ? [nftablesComment("filled by the host")] : [];
}

function renderChain({ name, hook, rules, isKept = false, why }: NftablesChain): string[] {
    return [
        ...hashComment(why ?? "", "    "),
        `    chain ${name} {`,
        ...filledComment(isKept).map((statement) => `        ${statement}`),
        ...(hook === undefined ? [] : [`        ${hook}`]),
        ...rules.flatMap((rule) => [...hashComment(rule.why ?? "", "        "), `        ${rule.rule}`]),
        "    }",
    ];
}

/** A text for an nft `comment`: no quotes or backslashes (nft knows no escape), at most 128 bytes (its limit). */
export function nftablesComment(text: string): string {
    return `comment "${text.replace(/[^\x20-\x7e]|["\\]/g, "'").slice(0, 128)}"`;
}

/** One value as it is, several as an anonymous set. */
export function nftablesOneOf(values: readonly (string | number)[]): string {
    return values.length === 1 ? String(values[0]) : `{ ${values.join(", ")} }`;
}
