import { closedRanges } from "../../address-space";
import { hashComment, managedNotice } from "../../formats/comments";
import { deployersFile } from "../../deployers";
import { checkingText } from "./checking-text";
import { countryFiles, downloadFolder, stateFolder, table } from "./names";
import type { BlocklistSettings } from "./settings";
import { widestPrefix } from "./settings";
import { countryChain, countryRules, listSet } from "./table";

/** Looks at what was downloaded, and puts what is good into the sets; everything in it is checked by what follows it. */
export function programText(settings: BlocklistSettings, trustedSources: readonly string[]): string {
    const lists = Object.entries(settings.lists).map(([name, { maxRanges, privateRanges }]) => ({
        name,
        set: listSet(name),
        most: maxRanges,
        private: privateRanges,
    }));
    const countries = countryRules(settings).map((rule, index) => ({
        ...rule,
        codes: settings.countries[index]?.allowed ?? settings.countries[index]?.denied ?? [],
    }));
    return [
        "#!/usr/bin/python3 -I",
        ...hashComment(managedNotice),
        ...hashComment("blocklists validate | load | take | status"),
        "import bisect, ipaddress, json, os, re, subprocess, sys, time",
        "",
        `table = "inet ${table}"`,
        `lists = ${python(lists)}`,
        `countries = ${python(countries)}`,
        `denied = ${python(settings.denied)}`,
        `trusted = ${python([...trustedSources, ...settings.allowed])}`,
        `closed = ${python(closedRanges)}`,
        `widest = {4: ${widestPrefix.ipv4}, 6: ${widestPrefix.ipv6}}`,
        `country_chain = "${countryChain}"`,
        `country_files = {4: "${countryFiles.ipv4}", 6: "${countryFiles.ipv6}"}`,
        `downloads, good, deployers_file = "${downloadFolder}", "${stateFolder}", "${deployersFile}"`,
        "",
        checkingText.trim(),
        "",
        loadingText.trim(),
        "",
        commandText.trim(),
        "",
    ].join("\n");
}

/** Lists, records, texts and numbers are written alike in both languages. */
function python(value: unknown): string {
    return JSON.stringify(value, null, 1).replaceAll(/\n */g, " ");
}

const loadingText = String.raw`
def nft(text):
    done = subprocess.run(["nft", "-f", "-"], input=text, text=True, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise Refused("nft: " + done.stderr[:300].replace("\n", " "))

# One transaction: the set holds the old ranges or the new ones, and never none.
def filling(name, ranges):
    lines = []
    for version, kept in sorted(ranges.items()):
        lines.append(f"flush set {table} {name}_ipv{version}")
        if kept:
            texts = (span(version, first, last) for first, last in kept)
            lines.append(f"add element {table} {name}_ipv{version} {{ {', '.join(texts)} }}")
    return "\n".join(lines) + "\n"

def span(version, first, last):
    address = ipaddress.IPv4Address if version == 4 else ipaddress.IPv6Address
    return str(address(first)) if first == last else f"{address(first)}-{address(last)}"

# Put into force before it becomes the copy that a boot loads: what the kernel refuses is none.
def keep(name, text):
    nft(text)
    path = f"{good}/{name}.nft"
    with open(path + ".new", "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.rename(path + ".new", path)

def take_list(one, forbidden):
    try:
        with open(f"{downloads}/{one['name']}", "rb") as file:
            content = file.read()
    except FileNotFoundError:
        raise Refused("was never downloaded")
    keep("list_" + one["name"], filling(one["set"], checked(content, one, forbidden)))

def country_ranges(codes):
    ranges = {}
    for version, path in country_files.items():
        number = int if version == 4 else lambda text: int(ipaddress.IPv6Address(text))
        wanted, found = set(codes), []
        with open(path) as file:
            for line in file:
                first, _, rest = line.rstrip().partition(",")
                last, _, code = rest.partition(",")
                if code in wanted:
                    found.append((number(first), number(last)))
        ranges[version] = merged(found)
    if not any(ranges.values()):
        raise Refused("no address belongs to " + ", ".join(codes))
    return ranges

def countries_head():
    return "# " + json.dumps(countries) + "\n"

# Rules and sets together: an empty set of those who may come in would shut everybody out.
def take_countries():
    lines = [countries_head() + f"flush chain {table} {country_chain}\n"]
    for one in countries:
        lines.append(filling(one["set"], country_ranges(one["codes"])))
        lines.extend(f"add rule {table} {country_chain} {rule}\n" for rule in one["rules"])
    keep("countries", "".join(lines))
`;

const commandText = String.raw`
def load():
    names = [*("list_" + one["name"] for one in lists), "countries"]
    worked = attempt("deployers", lambda: nft(filling("deployers", ranges_of(deployers()))))
    for entry in os.listdir(good):
        if entry.removesuffix(".nft") not in names:
            os.unlink(f"{good}/{entry}")
    for name in names:
        try:
            with open(f"{good}/{name}.nft") as file:
                text = file.read()
        except FileNotFoundError:
            continue
        if name != "countries" or text.startswith(countries_head()):
            worked = attempt(name, lambda: nft(text)) and worked
    if not countries:
        worked = attempt("countries", lambda: nft(f"flush chain {table} {country_chain}")) and worked
    return worked

def take():
    worked = attempt("deployers", lambda: nft(filling("deployers", ranges_of(deployers()))))
    forbidden = protected()
    for one in lists:
        worked = attempt("list " + one["name"], lambda: take_list(one, forbidden)) and worked
    if countries:
        worked = attempt("countries", take_countries) and worked
    return worked

def attempt(what, work):
    try:
        work()
        return True
    except (Refused, OSError, ValueError) as problem:
        print(f"<3>{what}: {problem}; what was in force before stays", file=sys.stderr)
        return False

def validate():
    for text in denied:
        first, last, version = ends(ipaddress.ip_network(text, strict=False))
        for what, one in protected(with_trusted=False):
            if one[2] == version and one[0] <= last and first <= one[1]:
                print(f"host.blocklists.denied: {text} covers {what}; leave it out", file=sys.stderr)
                return False
    return True

# Lines: ranges in force, packets dropped, name.
def status():
    said = subprocess.run(["nft", "-j", "list", "table", *table.split()], stdout=subprocess.PIPE, check=True).stdout
    ranges, dropped = {}, {}
    for item in json.loads(said)["nftables"]:
        if "set" in item:
            name = item["set"]["name"].rpartition("_")[0]
            ranges[name] = ranges.get(name, 0) + len(item["set"].get("elem", []))
        if "rule" in item:
            text = json.dumps(item["rule"]["expr"])
            packets = re.search(r'"packets": (\d+)', text)
            for name in re.findall(r'"@(\w+)_ipv[46]"', text):
                dropped[name] = dropped.get(name, 0) + (int(packets[1]) if packets else 0)
    for name in sorted(ranges):
        print(ranges[name], dropped.get(name, 0), name)
    return True

commands = {"validate": validate, "load": load, "take": take, "status": status}
if len(sys.argv) != 2 or sys.argv[1] not in commands:
    sys.exit("usage: blocklists validate | load | take | status")
sys.exit(0 if commands[sys.argv[1]]() else 1)
`;
