import assert from "node:assert/strict";
import { sharedGuest, type Guest } from "./world/guest";
import { segmentAddresses } from "./world/segment";

/** Ports that nmap calls open, as `4222/tcp`. Filtered and closed ones are not reachable. */
function openPorts(nmapOutput: string): string[] {
    return [...nmapOutput.matchAll(/^(\d+\/(?:tcp|udp))\s+open\s/gm)].map(([, port = ""]) => port);
}

describe("from another machine on the guest's network segment", () => {
    let guest: Guest;
    const sshOnly = ["4222/tcp"];

    before(async () => {
        guest = await sharedGuest();
        // The scanner is not one of the owner's addresses: what follows would otherwise count against SSH's limit.
        await guest.hangUp();
    });

    for (const [family, target, options] of [
        ["IPv4", segmentAddresses.guest, []],
        ["IPv6", segmentAddresses.guest6, ["-6"]],
    ] as const) {
        it(`every TCP port but SSH is closed to nmap by ${family}`, async () => {
            const args = ["-sS", "-Pn", "-n", "-p-", "--min-rate", "3000", "--max-retries", "2", ...options, target];
            const scan = await guest.segment.inNeighbour("nmap", args, { timeoutSeconds: 900 });
            assert.deepEqual(openPorts(scan.stdout), sshOnly, scan.output);
        });

        it(`the hundred commonest UDP ports give no answer by ${family}`, async () => {
            const args = [
                "-sU",
                "-Pn",
                "-n",
                "--top-ports",
                "100",
                "--max-retries",
                "1",
                "--min-rate",
                "200",
                ...options,
                target,
            ];
            const scan = await guest.segment.inNeighbour("nmap", args, { timeoutSeconds: 600 });
            assert.deepEqual(openPorts(scan.stdout), [], scan.output);
        });
    }

    it("openings, nftables and listening sockets agree with the scan", async () => {
        const listening = await guest.rootText("ss -Htuln");
        const reachable = listening
            .split("\n")
            .map((line) => line.trim().split(/\s+/))
            .filter(([, , , , local = ""]) => !/^(127\.|\[::1\])/.test(local))
            .map(([protocol, , , , local = ""]) => `${local.slice(local.lastIndexOf(":") + 1)}/${protocol ?? ""}`)
            // A DHCP client waits for the answers to its own questions (RFC 2131, RFC 8415), on its own link only.
            .filter((port) => port !== "68/udp" && port !== "546/udp");
        assert.deepEqual([...new Set(reachable)], sshOnly, listening);
        const ruleset = await guest.rootText("nft -j list chain inet hardened_host input");
        const ports = [...ruleset.matchAll(/"field": "dport"\}\}, "right": (\d+)/g)].map(([, port]) => Number(port));
        assert.deepEqual(
            ports.filter((port) => port !== 68 && port !== 546).every((port) => port === 4222),
            true,
            ruleset,
        );
        assert.ok(ports.includes(4222), ruleset);
    });
});
