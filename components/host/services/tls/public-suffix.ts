/** Second-level names under which registries of countries sell domains: the host has the whole list, and asks it too. */
const sharedSecondLevels = new Set("ac co com edu gob gov gouv gv ltd mil ne net nom or org plc sch".split(" "));

/**
 * True for what is surely a public suffix (publicsuffix.org): one label, or such as `co.uk`. The full list of ten
 * thousand changes weekly, and comes to the host as a package: see `suffixCheck`.
 */
export function isPublicSuffix(domain: string): boolean {
    const [second = "", top = "", ...rest] = domain.split(".");
    return top === "" || (rest.length === 0 && top.length === 2 && sharedSecondLevels.has(second));
}

const list = "/usr/share/publicsuffix/public_suffix_list.dat";

/**
 * Shell that fails, before anything has changed, where the domain is on the list of the host: a rule of its own, or
 * one of the form `*.parent`, unless `!domain` takes it out again.
 */
export function suffixCheck(domain: string): string {
    const wildcard = `*.${domain.slice(domain.indexOf(".") + 1)}`;
    const excepted = `grep -Fqx '!${domain}' ${list}`;
    const listed = `grep -Fqx -e '${domain}' -e '${wildcard}' ${list}`;
    return `if ${listed} && ! ${excepted}; then echo 'tls.domain: ${domain} is a public suffix: anybody may have a name below it. Set it to a domain of your own'; exit 1; fi`;
}
