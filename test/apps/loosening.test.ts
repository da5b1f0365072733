import assert from "node:assert/strict";
import { looseningNames, loosenings } from "../../components/host/sandbox";
import type { Loosening } from "../../components/host/sandbox";
import { appWorldForSuite } from "./app-world";

/** Tries, one after the other, what each way to loosen a sandbox is for, and writes down what worked. */
const probe = `#!/usr/bin/python3
import mmap, os, socket, time
def attempt(name, act):
    try: act(); return name
    except (OSError, PermissionError, ValueError): return ""
WX = mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
worked = [
    attempt("writableExecutableMemory", lambda: mmap.mmap(-1, 4096, prot=WX)),
    attempt("systemInformation", lambda: open("/proc/meminfo").read()),
    attempt("ownPriority", lambda: os.setpriority(os.PRIO_PROCESS, 0, 5)),
    attempt("ownFiles", lambda: os.chown("own", os.getuid(), os.getgid())),
    attempt("networkInterfaces", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)),
]
open("worked.new", "w").write(" ".join(name for name in worked if name))
os.rename("worked.new", "worked")
time.sleep(100000)
`;

describe("the ways to loosen a sandbox", function () {
    this.timeout(180_000);
    const world = appWorldForSuite();

    it("each lets a program do the one thing that it is for, which fails without it, and nothing else", async () => {
        const sha256 = await world().pack("probe.tar.gz", { probe });
        const service = (chosen: readonly Loosening[]) => ({
            description: "Tries what it may do",
            source: { archive: { url: world().urlOf("probe.tar.gz"), sha256, version: "1" } },
            command: ["/bin/sh", "-c", "touch own; exec /usr/bin/python3 /opt/hardened-host/$0/1-*/probe"],
            port: 8000,
            loosen: Object.fromEntries(chosen.map((name) => [name, `for ${loosenings[name]}`])),
        });
        const named = Object.fromEntries(looseningNames.map((name, index) => [`probe${index}`, [name]] as const));
        const all = { strict: [], ...named, everything: [...looseningNames] };
        const services = Object.entries(all).map(([name, chosen]) => {
            const { command, ...rest } = service(chosen);
            return [name, { ...rest, command: [...command, name] }] as const;
        });
        const { status, output } = await world().deliver({ service: Object.fromEntries(services) });
        assert.equal(status, 0, `${output}\n${await world().host.journal()}`);
        for (const [name, chosen] of Object.entries(all)) {
            const found = await world().text(
                `for _ in $(seq 60); do [ -e /var/lib/${name}/worked ] && break; sleep 1; done; cat /var/lib/${name}/worked`,
            );
            assert.deepEqual(found.split(" ").filter(Boolean).sort(), [...chosen].sort(), name);
        }
    });
});
