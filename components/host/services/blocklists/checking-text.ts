/** What a list must be, in Python: Debian's own reading of addresses, in all their spellings. */
export const checkingText = String.raw`
class Refused(Exception):
    pass

def ends(network):
    return int(network.network_address), int(network.broadcast_address), network.version

def merged(ranges):
    whole = []
    for first, last in sorted(ranges):
        if whole and first <= whole[-1][1] + 1:
            whole[-1][1] = max(last, whole[-1][1])
        else:
            whole.append([first, last])
    return [(first, last) for first, last in whole]

def ranges_of(texts):
    ranges = {4: [], 6: []}
    for text in texts:
        first, last, version = ends(ipaddress.ip_network(text, strict=False))
        ranges[version].append((first, last))
    return {version: merged(kept) for version, kept in ranges.items()}

def overlaps(ranges, first, last):
    index = bisect.bisect_right(ranges, (last, float("inf"))) - 1
    return index >= 0 and ranges[index][1] >= first

# A month: whoever has delivered from an address will do so again.
def deployers():
    try:
        with open(deployers_file) as file:
            entries = [line.split() for line in file]
    except FileNotFoundError:
        entries = []
    known = [address for address, when in entries if int(when) > time.time() - 30 * 86400]
    known.append(os.environ.get("HARDENED_HOST_CLIENT", ""))
    # A link-local address has the name of its interface behind it.
    return sorted({address.partition("%")[0] for address in known if address})

def said(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout

def resolvers():
    for path in ("/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"):
        try:
            with open(path) as file:
                yield from re.findall(r"^nameserver\s+([0-9A-Fa-f.:]+)", file.read(), re.M)
        except FileNotFoundError:
            pass

# Whom no list may name: the owner, and what this host needs to be on a network at all.
def protected(with_trusted=True):
    own = [info["local"] for link in json.loads(said("ip", "-j", "address")) for info in link["addr_info"]]
    routes = [route for family in "46" for route in json.loads(said("ip", "-j", "-" + family, "route") or "[]")]
    named = [
        *(("a computer that has delivered lately: " + text, text) for text in deployers()),
        *((("trustedSources or allowed: " + text), text) for text in (trusted if with_trusted else [])),
        *(("an address of this host: " + text, text) for text in own),
        *(("a gateway: " + route["gateway"], route["gateway"]) for route in routes if "gateway" in route),
        *(("a name server: " + text, text) for text in resolvers()),
    ]
    return [(what, ends(ipaddress.ip_network(text.partition("%")[0], strict=False))) for what, text in named]

def read_lines(content, one):
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError:
        raise Refused("is no plain text")
    ranges, count, special = {4: [], 6: []}, 0, ranges_of(closed)
    for number, line in enumerate(text.splitlines(), 1):
        entry = re.split(r"[\s#;]", line.strip(), maxsplit=1)[0]
        if not entry:
            continue
        count += 1
        if count > one["most"]:
            raise Refused(f"has more than {one['most']} ranges")
        try:
            network = ipaddress.ip_network(entry, strict=False)
        except ValueError:
            raise Refused(f"line {number} is no address or range: {entry[:40]!r}")
        first, last, version = ends(network)
        if network.prefixlen < widest[version]:
            raise Refused(f"line {number}, {entry}, is wider than /{widest[version]}")
        if overlaps(special[version], first, last):
            if one["private"] == "refused":
                raise Refused(f"line {number}, {entry}, is private or special")
            continue
        ranges[version].append((first, last))
    return {version: merged(kept) for version, kept in ranges.items()}

# An eighth of all addresses: hosts whose every range is narrow may add up to the whole world.
most_addresses = {4: 2**32 // 8, 6: 2**125 // 8}

def checked(content, one, forbidden):
    ranges = read_lines(content, one)
    if not any(ranges.values()):
        raise Refused("is empty")
    for version, kept in ranges.items():
        if sum(last - first + 1 for first, last in kept) > most_addresses[version]:
            raise Refused(f"covers more than an eighth of all IPv{version} addresses")
    for what, (first, last, version) in forbidden:
        if overlaps(ranges[version], first, last):
            raise Refused(f"covers {what}")
    return ranges
`;
