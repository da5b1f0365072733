import assert from "node:assert/strict";
import { readListener, unexpectedListeners } from "../../../provider/host-configuration/in-force/listeners";

/** As `ss -H -lntup` of iproute2 6.15 prints them. */
const lines = [
    'udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:* users:(("systemd-resolve",pid=102,fd=18))',
    'udp UNCONN 0 0 10.0.2.15%eth0:68 0.0.0.0:* users:(("systemd-network",pid=90,fd=20))',
    'udp UNCONN 0 0 [fe80::1]%eth0:546 [::]:* users:(("systemd-network",pid=90,fd=21))',
    'udp UNCONN 0 0 0.0.0.0:43210 0.0.0.0:* users:(("systemd-timesyn",pid=91,fd=9))',
    'tcp LISTEN 0 128 0.0.0.0:4222 0.0.0.0:* users:(("sshd",pid=136,fd=6))',
    'tcp LISTEN 0 128 [::]:4222 [::]:* users:(("sshd",pid=136,fd=7))',
    'tcp LISTEN 0 128 [::1]:631 [::]:* users:(("cupsd",pid=137,fd=7))',
    'tcp LISTEN 0 5 *:8080 *:* users:(("nginx",pid=9,fd=3),("nginx",pid=8,fd=3),("a \tb",pid=7,fd=3))',
    "udp UNCONN 0 0 0.0.0.0:51820 0.0.0.0:*",
    'udp UNCONN 0 0 0.0.0.0:4222 0.0.0.0:* users:(("x",pid=1,fd=1))',
    'udp UNCONN 0 0 0.0.0.0:43210 0.0.0.0:* users:(("systemd-timesyn",pid=91,fd=9),("evil",pid=92,fd=9))',
];
const listeners = lines.map(readListener).filter((listener) => listener !== undefined);
const ssh = { protocol: "tcp" as const, port: 4222, sources: [], purpose: "SSH" };

describe("unexpectedListeners", () => {
    it("reads every line", () => {
        assert.equal(listeners.length, lines.length);
    });

    it("names what no opening covers, with its processes, and neither loopback nor clients", () => {
        assert.deepEqual(unexpectedListeners(listeners, [ssh]), [
            "tcp *:8080 of a ?b, nginx",
            "udp 0.0.0.0:4222 of x",
            "udp 0.0.0.0:43210 of evil, systemd-timesyn",
            "udp 0.0.0.0:51820 of the kernel",
        ]);
    });

    it("takes a range of ports as an opening of each", () => {
        const all = { protocol: "udp" as const, port: 4000, portEnd: 60000, sources: [], purpose: "calls" };
        assert.deepEqual(unexpectedListeners(listeners, [ssh, all]), ["tcp *:8080 of a ?b, nginx"]);
    });
});
