/** Addresses of the tests' internet: what is public, and what no program of a host has business with. */
export const publicAddress = "198.51.100.1";
/** Another, where nothing is that a host needs. */
export const otherPublicAddress = "203.0.113.5";
export const publicIpv6 = "2001:db8:66::1";
export const closedAddresses = [
    "10.66.0.1",
    "172.16.66.1",
    "192.168.66.1",
    "100.64.66.1",
    "169.254.169.254",
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
    "fd66::1",
    "fd00:ec2::254",
    "64:ff9b::a9fe:a9fe",
] as const;

/**
 * A web server on every address, which also redirects; a server behind port 25; and a hostile name server, which gives
 * private addresses, and to every second question another answer. A name `moving` has the address that was last put to
 * `/move?ADDRESS`; `/asked?NAME` tells how often a name was asked for since
 * `/forget?NAME`. Written for these tests.
 */
export const internetProgram = `
import http.server, ipaddress, socket, socketserver, struct, threading
PUBLIC, PRIVATE, METADATA = "${publicAddress}", "10.66.0.1", "169.254.169.254"
names = {
    "good.example.net": [PUBLIC], "six.example.net": ["${publicIpv6}"], "mirror.example.net": ["${otherPublicAddress}"],
    "denied.example.org": [PUBLIC], "www.denied.example.org": [PUBLIC],
    "private.example.net": [PRIVATE], "metadata.example.net": [METADATA], "both.example.net": [PUBLIC, PRIVATE],
    "loopback.example.net": ["127.0.0.1"], "zero.example.net": ["0.0.0.0"], "azure.example.net": ["168.63.129.16"],
    "six-private.example.net": ["fd66::1"], "six-metadata.example.net": ["fd00:ec2::254"],
    "six-loopback.example.net": ["::1"], "mapped.example.net": ["::ffff:10.66.0.1"],
    "nat64.example.net": ["64:ff9b::a9fe:a9fe"], "moving.example.net": [PUBLIC],
}
aliases = {"alias.example.net": "private.example.net"}
asked = {"rebind.example.net": 0, "rebind-metadata.example.net": 0}
rebound = {"rebind.example.net": PRIVATE, "rebind-metadata.example.net": METADATA}

def addresses(name, kind):
    if name in rebound:
        if kind == 28: return []
        asked[name] += 1
        return [PUBLIC if asked[name] % 2 else rebound[name]]
    return [one for one in names.get(name, []) if (ipaddress.ip_address(one).version == 6) == (kind == 28)]

def encoded(name):
    return b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\\0"

def answer(question):
    end, labels = 12, []
    while question[end]:
        labels.append(question[end + 1:end + 1 + question[end]].decode().lower()); end += question[end] + 1
    name, kind, section = ".".join(labels), struct.unpack(">H", question[end + 1:end + 3])[0], question[12:end + 5]
    records, owner = b"", b"\\xc0\\x0c"
    if name in aliases:
        target = encoded(aliases[name]); records += owner + struct.pack(">HHIH", 5, 1, 0, len(target)) + target
        owner, count, name = target, 1, aliases[name]
    else: count = 0
    for one in addresses(name, kind) if kind in (1, 28) else []:
        packed = ipaddress.ip_address(one).packed
        records += owner + struct.pack(">HHIH", kind, 1, 0, len(packed)) + packed; count += 1
    known = name in names or name in rebound
    return question[:2] + struct.pack(">HHHHH", 0x8580 if known else 0x8583, 1, count, 0, 0) + section + records

class Names(socketserver.BaseRequestHandler):
    def handle(self):
        question, channel = self.request
        channel.sendto(answer(question), self.client_address)

class Web(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path == "/forget": asked[query] = 0
        if path == "/move": names["moving.example.net"] = [query]
        self.send_response(302 if path == "/redirect" else 200)
        if path == "/redirect": self.send_header("Location", query)
        self.end_headers()
        told = str(asked.get(query, "")) if path == "/asked" else "reached on " + self.connection.getsockname()[0]
        self.wfile.write(told.encode())
    def log_message(self, *_): pass

class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6
    def server_bind(self):
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = "internet", self.server_address[1]

class NameServer(socketserver.ThreadingUDPServer):
    allow_reuse_address = True

for port in (25, 80, 443, 8443):
    threading.Thread(target=Server(("::", port), Web).serve_forever, daemon=True).start()
threading.Thread(target=NameServer((PUBLIC, 53), Names).serve_forever, daemon=True).start()
print("ready", flush=True)
threading.Event().wait()
`;
