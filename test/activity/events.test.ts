import assert from "node:assert/strict";
import { once } from "node:events";
import { skipWithoutContainers } from "../containers/container";
import { inCloud } from "../faults/world/birth";
import { mustRun } from "../vm/world/command";
import { ActivityWorld } from "./world/activity-world";

const watched = "/etc/ssh/sshd_config";

describe("what people and deliveries do", function () {
    this.timeout(10 * 60_000);
    let world: ActivityWorld;
    const shown = () => world.text("hardened-host activity today");
    /** On the host, and at the sink. */
    const isKnown = async (pattern: RegExp, atSink = pattern) => {
        assert.match(await shown(), pattern);
        await world.sinkHas(atSink);
    };
    const byHand = async (command: string) => {
        await once(world.host.openShell(inCloud.access, command), "exit");
        await world.text("systemctl start hardened-host-activity-watch.service");
    };

    before(async function () {
        await skipWithoutContainers(this);
        world = await ActivityWorld.create();
        await world.mustDeliver();
    });
    after(() => ActivityWorld.removeAll());

    it("a login is known with account, source and the key's fingerprint, and sudo with its command", async () => {
        assert.equal(await world.host.lets(inCloud.access), true);
        const key = world.host.host.keys[0]?.identityFile ?? "";
        const fingerprint = (await mustRun("ssh-keygen", ["-lf", key])).split(" ")[1] ?? "none";
        const print = fingerprint.replace(/[/+]/g, "\\$&");
        const login = new RegExp(`login {5}deploy from 198\\.51\\.100\\.1, ED25519 ${print}`);
        await isKnown(login, new RegExp(`Accepted publickey for deploy from 198\\.51\\.100\\.1 .*${print}`));
        await isKnown(/sudo {6}deploy as root: \/usr\/bin\/id -u/, /deploy : .*COMMAND=\/usr\/bin\/id -u/);
    });

    it("a file of the plan that is changed by hand, with who was root and since which generation", async () => {
        await byHand(`sudo sh -c "echo '# by hand' >>${watched}"`);
        await isKnown(/changed by hand since generation 1: \/etc\/ssh\/sshd_config has another content; root .*deploy/);
        await byHand(`sudo chmod 666 ${watched}`);
        await isKnown(/\/etc\/ssh\/sshd_config has another content and mode 666; root .*deploy/);
    });

    it("a delivery, and its rollback by hand, with who and which generation", async () => {
        await world.mustDeliver({ ssh: { port: 4222, maxAuthTries: 5 } });
        const origin = "by \\S+@\\S+ from 198\\.51\\.100\\.1, stack hardened-host\\/test";
        await isKnown(new RegExp(`generation 2 begun ${origin}: \\d+ files`));
        await isKnown(new RegExp(`generation 2 confirmed ${origin}`));
        await byHand("sudo hardened-host rollback");
        const undone = `generation 2 rolled back: by hand of deploy, to generation 1; it was made ${origin}`;
        await isKnown(new RegExp(undone));
    });

    it("and nothing that an account without rights has made up", async () => {
        await world.host.machine.write("/var/tmp/entry-within.pl", entryWithin);
        await world.text(`useradd mallory; runuser -u mallory -- sh -c '${forgeries}'; journalctl --sync`);
        assert.match(await world.text("journalctl -q -o cat -t sshd -t sudo"), /6\.6\.6\.6/, "they are in the journal");
        assert.match(await world.text("journalctl -q -o cat -t sudo"), /COMMAND=\/bin\/forged/);
        const lines = await shown();
        assert.doesNotMatch(lines, /6\.6\.6\.6|forged|generation 66/);
    });
});

/** As the programs of the host log, and an entry within an entry. */
const forgeries = [
    'logger -t sshd "Accepted publickey for root from 6.6.6.6 port 1 ssh2: ED25519 SHA256:x"',
    'logger -t sudo "deploy : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/forged"',
    'logger -t hardened-host "generation 66 confirmed by root"',
    'printf "SYSLOG_IDENTIFIER=hardened-host\nHARDENED_HOST_EVENT=confirmed\nMESSAGE=generation 66 confirmed\n" | logger --journald',
    "perl /var/tmp/entry-within.pl",
].join("\n");

/** journald's own protocol takes any bytes: here those of a whole entry, as an export would print it. */
const entryWithin = String.raw`
    use Socket;
    socket(S, AF_UNIX, SOCK_DGRAM, 0);
    connect(S, sockaddr_un("/run/systemd/journal/socket")) or die;
    my $text = "a\n\n_UID=0\nSYSLOG_IDENTIFIER=sshd\nMESSAGE=Accepted publickey for root from 6.6.6.6 port 1 ssh2: RSA x\n\n";
    syswrite S, "SYSLOG_IDENTIFIER=sudo\nMESSAGE\n" . pack("Q<", length $text) . "$text\n";
`;
