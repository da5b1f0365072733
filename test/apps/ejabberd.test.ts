import assert from "node:assert/strict";
import { ejabberd } from "../../components/host/apps/ejabberd";
import { factsOf } from "../unit/host/part-of-host";
import { appWorldForSuite } from "./app-world";
import { client, domain, ownCertificate } from "./ejabberd/client";

/** Speaks XMPP by hand: sends each line and prints all that the server answers. */
const rawStream = `
import socket, sys, time
connection = socket.create_connection(("127.0.0.1", 5222), 5)
connection.settimeout(3)
connection.sendall(b"<?xml version='1.0'?><stream:stream to='${domain}' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>")
answer = b""
for stanza in [b""] + [line.encode() for line in sys.argv[1:]]:
    time.sleep(0.5)
    try:
        if stanza: connection.sendall(stanza)
        time.sleep(0.7); answer += connection.recv(65536)
    except OSError as error: answer += str(error).encode()
print(answer.decode())
`;

describe("ejabberd", function () {
    this.timeout(240_000);
    const world = appWorldForSuite(async (made) => {
        await made.host.machine.write("/root/client.py", client);
        await made.host.machine.write("/root/raw.py", rawStream);
        await made.text(ownCertificate);
    });

    const deliver = (settings: object = {}) =>
        world().deliver({ ejabberd: { domain, administrators: ["alice"], ...settings } });
    const raw = (...stanzas: string[]) =>
        world().text(`python3 /root/raw.py ${stanzas.map((text) => `"${text}"`).join(" ")}`);
    const login = (...words: string[]) => `python3 /root/client.py ${words.join(" ")} 2>&1`;

    it("as the package brings it listens to the world with Erlang's port mapper, and is hardly confined", async () => {
        await world().text("systemctl start epmd.socket");
        assert.match(await world().text("ss -H -ltn 'sport = 4369'"), /(\*|\[::\]|0\.0\.0\.0):4369/);
        assert.ok((await world().exposureOf("ejabberd.service")) > 5);
        await world().text("systemctl stop epmd.socket epmd.service");
    });

    it("is delivered, and runs", async () => {
        const { status, output } = await deliver();
        assert.equal(status, 0, `${output}\n${await world().host.journal()}`);
        assert.match(await world().text("ejabberdctl started; ejabberdctl status"), /is running/);
    });

    it("would not start without the one thing that its sandbox is loosened for", async () => {
        const strict =
            "[Service]\\nSystemCallFilter=\\nSystemCallFilter=@system-service\\nSystemCallFilter=~@privileged @resources\\n";
        const dropIn = "/run/systemd/system/ejabberd.service.d/99-strict.conf";
        await world()
            .text(`systemctl stop ejabberd; rm /var/lib/ejabberd/.erlang.cookie; mkdir -p ${dropIn.replace(/\/[^/]*$/, "")}
            printf '${strict}' >${dropIn}; systemctl daemon-reload; ! systemctl start ejabberd 2>/dev/null`);
        await world().text(
            `rm ${dropIn}; rm -f /var/lib/ejabberd/.erlang.cookie; systemctl daemon-reload; systemctl reset-failed ejabberd; systemctl start ejabberd; ejabberdctl started`,
        );
    });

    it("listens where it says, and nowhere else", async () => {
        const listening = await world().text(
            "ss -H -ltunp | grep -E 'beam|epmd|pid=1,' | awk '{print $1, $5}' | sort -u",
        );
        const expected = [
            "tcp *:5222",
            "tcp *:5223",
            "tcp *:5269",
            "tcp *:5443",
            "tcp 127.0.0.1:4369",
            "tcp 127.0.0.1:5210",
            "tcp [::1]:4369",
        ];
        const found = listening.split("\n").map((line) => line.replace(/ (\[::\]|0\.0\.0\.0):/, " *:"));
        assert.deepEqual([...new Set(found)].sort(), expected.sort());
    });

    it("lets two clients log in by STARTTLS and talk", async () => {
        await world().text(
            `ejabberdctl register alice ${domain} secret-a; ejabberdctl register robert ${domain} secret-b`,
        );
        const talk = await world().text(
            `${login("robert", "secret-b")} >/tmp/robert & ${login("alice", "secret-a", "robert")}; wait; cat /tmp/robert`,
        );
        assert.match(talk, /encrypted with TLSv1\.[23]\nsent\n/);
        assert.match(talk, /got: hello over TLSv1\.[23]/);
    });

    it("refuses a wrong password", async () => {
        assert.match(await world().text(login("alice", "wrong")), /authentication failed/);
    });

    it("refuses to be talked to in plain text", async () => {
        const answer = await raw(
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGFsaWNlAHNlY3JldC1h</auth>",
        );
        assert.match(answer, /<starttls[^>]*><required\/>/);
        assert.doesNotMatch(answer, /<mechanism>|<success/);
    });

    it("refuses TLS 1.1 and what has no forward secrecy, and takes 1.2 and 1.3", async () => {
        const handshake = (options: string) =>
            world().host.machine.exec(
                `echo | timeout 10 openssl s_client -starttls xmpp -xmpphost ${domain} -connect 127.0.0.1:5222 ${options} 2>&1 | grep -E '^ *(Protocol *:|New, )|Cipher is'`,
            );
        for (const weak of [
            "-tls1 -cipher DEFAULT@SECLEVEL=0",
            "-tls1_1 -cipher DEFAULT@SECLEVEL=0",
            "-tls1_2 -cipher AES128-SHA",
            "-tls1_2 -cipher AES256-GCM-SHA384",
        ]) {
            assert.match((await handshake(weak)).stdout, /\(NONE\)/, weak);
        }
        for (const strong of ["-tls1_2", "-tls1_3"])
            assert.doesNotMatch((await handshake(strong)).stdout, /\(NONE\)|^$/, strong);
    });

    it("makes no account over the network", async () => {
        const answer = await raw(
            "<iq type='set' id='r'><query xmlns='jabber:iq:register'><username>eve</username><password>x</password></query></iq>",
        );
        assert.doesNotMatch(answer, /type='result'/);
        assert.equal(await world().text(`ejabberdctl registered_users ${domain}`), "alice\nrobert");
    });

    it("comes back from its backup with its accounts and passwords, after all was lost", async () => {
        const [set] = ejabberd.claims?.(ejabberd.settings.parse({ domain }), factsOf()).backupSets ?? [];
        assert.ok(set?.dump !== undefined && set.load !== undefined && set.verify !== undefined);
        const run = (script: string) => world().text(`mkdir -p /root/copy; sh -euc '${script}' set /root/copy`);
        await run(set.dump);
        await world().text(
            "systemctl stop ejabberd; find /var/lib/ejabberd -mindepth 1 -delete; systemctl start ejabberd; ejabberdctl started",
        );
        assert.equal(await world().text(`ejabberdctl registered_users ${domain}`), "");
        await run(set.load);
        await run(set.verify);
        assert.match(await world().text(login("robert", "secret-b", "alice")), /\nsent$/);
    });

    it("keeps its accounts and its confinement through a restart of the host", async () => {
        await world().host.machine.powerOff();
        await world().host.machine.boot();
        await world().text("ejabberdctl started");
        assert.match(await world().text(login("alice", "secret-a", "robert")), /\nsent$/);
    });

    it("has the files' modes of its guide", async () => {
        const modes = await world().text(
            "stat -c '%a %U:%G %n' /etc/ejabberd /etc/ejabberd/ejabberd.yml /var/lib/ejabberd /var/lib/ejabberd/.erlang.cookie",
        );
        assert.equal(
            modes,
            "750 root:ejabberd /etc/ejabberd\n640 root:ejabberd /etc/ejabberd/ejabberd.yml\n700 ejabberd:ejabberd /var/lib/ejabberd\n400 ejabberd:ejabberd /var/lib/ejabberd/.erlang.cookie",
        );
    });

    it("is exposed by 2.0 at most while it works", async () => {
        const exposure = await world().exposureOf("ejabberd.service");
        assert.ok(exposure <= 2, `ejabberd.service: ${exposure}`);
    });
});
