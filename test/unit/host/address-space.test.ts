import assert from "node:assert/strict";
import { BlockList, isIPv6 } from "node:net";
import { closedRanges, metadataIpv4, metadataIpv6 } from "../../../components/host/address-space";

/** What each cloud's own pages name; an address of 2026 that is not closed to apps is a hole. */
const metadataOf: Readonly<Record<string, readonly string[]>> = {
    AWS: ["169.254.169.254", "fd00:ec2::254", "169.254.170.2", "169.254.170.23", "fd00:ec2::23"],
    "DigitalOcean and Hetzner": ["169.254.169.254"],
    Google: ["169.254.169.254", "fd20:ce::254"],
    Azure: ["169.254.169.254", "168.63.129.16"],
    Oracle: ["169.254.169.254", "192.0.0.192"],
    Alibaba: ["100.100.100.200"],
    OpenStack: ["169.254.169.254", "fe80::a9fe:a9fe"],
};

describe("addresses of clouds' metadata", () => {
    const closed = new BlockList();
    for (const range of closedRanges) {
        const [network = "", bits] = range.split("/");
        closed.addSubnet(network, Number(bits), isIPv6(network) ? "ipv6" : "ipv4");
    }
    for (const [cloud, addresses] of Object.entries(metadataOf)) {
        it(`of ${cloud} are closed to every account but root's, and no name leads there`, () => {
            for (const address of addresses) {
                assert.ok(closed.check(address, isIPv6(address) ? "ipv6" : "ipv4"), `${address} is open to names`);
                assert.ok(
                    [...metadataIpv4, ...metadataIpv6].some((known) => known === address),
                    `${address} is open`,
                );
            }
        });
    }
});
