import assert from "node:assert/strict";
import { appWorldForSuite } from "./app-world";
import { domain, ownCertificate } from "./ejabberd/client";

const [firstPort, lastPort] = [50_000, 50_007];

/** Logs in, asks for the relay as XEP-0215 says, and has it carry packets between two of its ends. */
const caller = `
import asyncio, sys
import slixmpp, aioice.turn
from slixmpp.xmlstream import ET
address, name, password, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
class Receiver(asyncio.DatagramProtocol):
    def __init__(self): self.got = asyncio.get_event_loop().create_future()
    def connection_made(self, transport): pass
    def datagram_received(self, data, addr):
        if not self.got.done(): self.got.set_result(data)
async def relay():
    xmpp = slixmpp.ClientXMPP(name + "@${domain}/call", password)
    xmpp.ca_certs = "/root/ca.pem"; xmpp.enable_direct_tls = xmpp.enable_plaintext = False
    begun = asyncio.get_event_loop().create_future()
    xmpp.add_event_handler("session_start", lambda _: begun.set_result(None))
    xmpp.connect("127.0.0.1", 5222)
    await asyncio.wait_for(begun, 20)
    iq = xmpp.make_iq_get(ito="${domain}")
    iq.append(ET.Element("{urn:xmpp:extdisco:2}services"))
    answer = await iq.send(timeout=10)
    for service in answer.xml.iter("{urn:xmpp:extdisco:2}service"):
        if service.get("type") == "turn" and service.get("transport") == "udp": return service
async def allocate(user, secret):
    return await aioice.turn.create_turn_endpoint(Receiver, server_addr=(address, 3478), username=user, password=secret)
async def main():
    try: await asyncio.wait_for(allocate("nobody", "guess"), 10); print("let a stranger in")
    except Exception as error: print("stranger:", type(error).__name__, getattr(getattr(error, "response", None), "attributes", {}).get("ERROR-CODE"))
    service = await relay()
    print("port", service.get("port"), "host", service.get("host"))
    ends = []
    for _ in range(count):
        try: ends.append(await asyncio.wait_for(allocate(service.get("username"), service.get("password")), 10))
        except Exception as error: print("no more:", type(error).__name__); break
    for transport, _ in ends: print("relayed", transport.get_extra_info("sockname")[1])
    (one, _), (other, receiver) = ends[0], ends[1]
    # Both ends must know each other, as two that call do.
    other.sendto(b"hello", one.get_extra_info("sockname"))
    for _ in range(5):
        one.sendto(b"hello over the relay", other.get_extra_info("sockname"))
        await asyncio.sleep(0.5)
    print("got", (await asyncio.wait_for(receiver.got, 10)).decode(), flush=True)
asyncio.get_event_loop().run_until_complete(main())
`;

describe("ejabberd's relay of calls", function () {
    this.timeout(10 * 60 * 1000);
    const world = appWorldForSuite(
        async (made) => {
            await made.text(ownCertificate);
            await made.host.machine.write("/root/caller.py", caller);
            const turn = { address: made.host.host.address, firstPort, lastPort };
            const { status, output } = await made.deliver({ ejabberd: { domain, turn } });
            assert.equal(status, 0, `${output}\n${await made.host.journal()}`);
            await made.text(`ejabberdctl started; ejabberdctl register alice ${domain} secret-a`);
        },
        6000,
        ["python3-aioice"],
        ["ca-certificates", "ejabberd", "openssl", "python3-slixmpp"],
    );

    it("carries packets for whom the server knows, on the ports of its range and no others", async () => {
        const output = await world().text(
            `python3 /root/caller.py ${world().host.host.address} alice secret-a 12 2>&1`,
        );
        assert.match(output, /^stranger: TransactionFailed \(401,/m);
        assert.doesNotMatch(output, /let a stranger in/);
        const ports = [...output.matchAll(/^relayed (\d+)$/gm)].map(([, port]) => Number(port));
        assert.ok(ports.length >= 2, output);
        for (const port of ports) assert.ok(port >= firstPort && port <= lastPort, output);
        assert.match(output, /^no more: /m, "more calls than the range has ports");
        assert.match(output, /^got hello over the relay$/m);
    });

    it("has its range, and its own port, open in the firewall", async () => {
        const rules = await world().text("nft list table inet hardened_host");
        assert.match(rules, /udp dport .*3478/);
        assert.match(rules, new RegExp(`${firstPort}-${lastPort}`));
    });
});
