/** Of the test's server. */
export const domain = "chat.example.org";

/** Shell that makes what the certificate service would put there, and /root/ca.pem for clients. */
export const ownCertificate = `mkdir -p /etc/ejabberd/certs && cd /root
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=${domain} -keyout key.pem -out ca.pem \\
        -addext "subjectAltName=DNS:${domain},DNS:*.${domain}" 2>/dev/null
    cat ca.pem key.pem >/etc/ejabberd/certs/combined.pem
    chown root:ejabberd /etc/ejabberd/certs /etc/ejabberd/certs/*; chmod 0750 /etc/ejabberd/certs; chmod 0640 /etc/ejabberd/certs/*`;

/** A client that logs in, sends a message to whom it is told (`-` for nobody), and prints what it gets: name, password, peer, server. */
export const client = `
import asyncio, sys
import slixmpp
class Client(slixmpp.ClientXMPP):
    def __init__(self, name, password, peer):
        super().__init__(name + "@${domain}/test", password)
        self.peer, self.done = peer, asyncio.get_event_loop().create_future()
        self.ca_certs = "/root/ca.pem"
        self.enable_direct_tls = self.enable_plaintext = False
        self.add_event_handler("session_start", self.begin)
        self.add_event_handler("message", self.got)
        self.add_event_handler("failed_all_auth", lambda _: self.end("authentication failed"))
        self.add_event_handler("connection_failed", lambda error: self.end("connection failed: " + repr(error)))
    def end(self, text):
        if not self.done.done(): self.done.set_result(text)
    async def begin(self, _):
        self.send_presence()
        version = self.transport.get_extra_info("ssl_object").version()
        print("encrypted with", version, flush=True)
        if self.peer:
            await asyncio.sleep(2)
            self.send_message(mto=self.peer + "@${domain}/test", mbody="hello over " + version, mtype="chat")
            await asyncio.sleep(1); self.end("sent")
    def got(self, message): self.end("got: " + message["body"])
async def main():
    xmpp = Client(sys.argv[1], sys.argv[2], sys.argv[3] if len(sys.argv) > 3 and sys.argv[3] != "-" else "")
    xmpp.connect(sys.argv[4] if len(sys.argv) > 4 else "127.0.0.1", 5222)
    try: print(await asyncio.wait_for(xmpp.done, 20), flush=True)
    except asyncio.TimeoutError: print("nothing happened", flush=True)
asyncio.get_event_loop().run_until_complete(main())
`;
