import type { Finding, Severity } from "../finding";

/** What an evaluation of XCCDF rules gave (NIST IR 7275). */
export interface XccdfResult {
    /** Version of the scanner. */
    readonly scanner: string;
    readonly findings: readonly Finding[];
}

interface Rule {
    readonly title: string;
    readonly covers: readonly string[];
}

const prefix = "xccdf_org.ssgproject.content_rule_";
const ruleElement = /<(?:[\w.-]+:)?Rule\b[^>]*\bid="([^"]+)"[^>]*>([^]*?)<\/(?:[\w.-]+:)?Rule>/g;
const titleElement = /<(?:[\w.-]+:)?title\b[^>]*>([^<]*)</;
const referenceElement = /<(?:[\w.-]+:)?reference\b[^>]*href="([^"]*)"[^>]*>([^<]*)</g;
const resultElement =
    /<(?:[\w.-]+:)?rule-result\b([^>]*)>\s*(?:<(?!\/?(?:[\w.-]+:)?result\b)[^>]*>[^<]*)*<(?:[\w.-]+:)?result>(\w+)</g;

/**
 * Reads the results file of `oscap xccdf eval`: the rules of the benchmark, and what came of each.
 *
 * @param edition how items of CIS's benchmark begin, for example `CIS13`.
 */
export function readXccdf(xml: string, edition: string): XccdfResult {
    const rules = new Map([...xml.matchAll(ruleElement)].map(([, id = "", body = ""]) => [id, ruleOf(body, edition)]));
    const findings = [...xml.matchAll(resultElement)].flatMap(([, attributes = "", result = ""]) => {
        const id = attributeOf(attributes, "idref");
        return judged(id, rules.get(id), attributeOf(attributes, "severity"), result);
    });
    return { scanner: /test-system="cpe:\/a:redhat:openscap:([\d.]+)"/.exec(xml)?.[1] ?? "", findings };
}

function ruleOf(body: string, edition: string): Rule {
    const references = [...body.matchAll(referenceElement)].flatMap(([, href = "", text = ""]) =>
        itemOf(href, text, edition),
    );
    return { title: decoded(titleElement.exec(body)?.[1] ?? ""), covers: [...new Set(references)] };
}

/** The items of the two benchmarks that this project follows; the content names a dozen others. */
function itemOf(href: string, text: string, edition: string): string[] {
    if (href.includes("linux_configuration-en") && /^R\d+$/.test(text)) return [`BP28 ${text}`];
    const isBenchmark = /cisecurity\.org\/(cis-benchmarks|benchmark)\//.test(href);
    return isBenchmark && /^\d+(\.\d+)+$/.test(text) ? [`${edition} ${text}`] : [];
}

/** Rules that do not apply, and those that nobody can judge by machine, are no findings. */
function judged(id: string, rule: Rule | undefined, severity: string, result: string): Finding[] {
    if (!["pass", "fail", "error", "unknown"].includes(result)) return [];
    return [
        {
            rule: id.startsWith(prefix) ? id.slice(prefix.length) : id,
            title: rule === undefined || rule.title === "" ? id : rule.title,
            passed: result === "pass",
            severity: severityOf(severity),
            detail: result === "error" || result === "unknown" ? "it could not be judged" : "",
            covers: rule?.covers ?? [],
        },
    ];
}

function severityOf(text: string): Severity {
    return text === "high" || text === "medium" ? text : "low";
}

function attributeOf(attributes: string, name: string): string {
    return new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function decoded(text: string): string {
    return text.replace(/&(lt|gt|quot|apos|amp);/g, (_all, name: string) => entities[name] ?? "").trim();
}
