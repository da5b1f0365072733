import assert from "node:assert/strict";
import { makeTlsWorld, tlsWorldOfSuite } from "./tls-world";

/** Highest exposure that a unit of this product may have, of 10: systemd-analyze(1), security. */
const exposureLimit = 2.0;

describe("the keys, the credentials and the units of tls and notify", function () {
    this.timeout(4 * 60 * 1000);
    const world = tlsWorldOfSuite(makeTlsWorld);
    before(async () => {
        const copy = { folder: "/var/lib/chat-tls", owner: "games", group: "games", unit: "chat.service" };
        await world.host.deliver(
            world.host.tlsSettings({ copies: [copy, { ...copy, folder: "/var/lib/mail-tls", format: "combined" }] }),
        );
        await world.host.settle();
        await world.host.text("systemctl start nginx.service");
    });

    const secrets = [
        "/etc/hardened-host/tls/privkey.pem",
        "/var/lib/hardened-host-tls/current/privkey.pem",
        "/var/lib/hardened-host-acme/issued/privkey.pem",
        "/etc/hardened-host/acme/dns-credential",
        "/etc/hardened-host/acme/external-account-key",
        "/etc/hardened-host/notify/smtp-password",
        "/etc/hardened-host/notify/webhook-plain",
    ];
    /** Accounts that hold a secret besides root: the one that gets certificates has their keys, too, until they are taken. */
    const holders: Readonly<Record<string, readonly string[]>> = {
        "hardened-host-acme": ["/var/lib/hardened-host-acme/issued/privkey.pem"],
    };
    for (const account of ["nobody", "www-data", "deploy", "games", "hardened-host-acme", "hardened-host-notify"]) {
        it(`are not to be read by ${account}, who tries`, async () => {
            const attempts = secrets.map(
                (path) =>
                    `setpriv --reuid=${account} --regid=${account} --init-groups cat ${path} >/dev/null 2>&1 && echo ${path}`,
            );
            assert.deepEqual(
                (await world.host.text(`${attempts.join("\n")}\ntrue`)).split("\n").filter(Boolean),
                holders[account] ?? [],
            );
            await world.host.text(secrets.map((path) => `[ -s ${path} ]`).join(" && "));
        });
    }

    it("stand on no command line and in no journal", async () => {
        await world.host.text(
            `rm -f /var/lib/hardened-host-acme/issued/request
            (while :; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '; done) >/run/command-lines 2>/dev/null & watcher=$!
            systemctl start hardened-host-tls-renew.service; sleep 3; kill $watcher`,
        );
        const seen = await world.host.text("cat /run/command-lines; journalctl -q -o cat");
        assert.match(seen, /nsupdate -v/);
        for (const secret of [world.surroundings.keys.challenge, "mail password", "tk_only_for_the_tests"]) {
            assert.equal(seen.includes(secret), false);
        }
    });

    it("are copied for a program of its own account, which can read and not replace them", async () => {
        const as = "setpriv --reuid=games --regid=games --init-groups";
        await world.host.text(
            `cd /var/lib; ${as} openssl pkey -in chat-tls/privkey.pem -noout && ${as} openssl x509 -in chat-tls/fullchain.pem -noout`,
        );
        await world.host.text(
            `cd /var/lib; ${as} openssl x509 -in mail-tls/combined.pem -noout && ${as} openssl pkey -in mail-tls/combined.pem -noout`,
        );
        const { status } = await world.host.exec(`${as} sh -c 'ln -sf /etc/shadow /var/lib/chat-tls/privkey.pem'`);
        assert.notEqual(status, 0);
        assert.match(await world.host.text("stat -c '%a %U' /var/lib/chat-tls/privkey.pem"), /^400 games$/);
    });

    it(`run in sandboxes whose exposure is at most ${exposureLimit}`, async () => {
        const units = await world.host.text(
            "cd /etc/systemd/system && ls hardened-host-tls-*.service hardened-host-notify.service hardened-host-health*.service hardened-host-failed@.service",
        );
        const exposures = await world.host.text(
            `for unit in ${units.split("\n").join(" ")}; do
                systemd-analyze --no-pager security "$(echo $unit | sed 's/@/@x/')" | sed -n "s/.*Overall exposure level for \\([^:]*\\): \\([0-9.]*\\).*/\\1 \\2/p"
            done`,
        );
        process.stdout.write(`${exposures.replace(/^/gm, "      ")}\n`);
        const figures = exposures.split("\n").map((line) => Number(line.split(" ")[1]));
        assert.equal(figures.length, units.split("\n").length);
        for (const figure of figures) assert.ok(figure <= exposureLimit, exposures);
    });

    it("are refused for a public suffix, before anything is changed", async () => {
        const before = await world.host.shown();
        assert.match(
            await world.host.refusal(world.host.tlsSettings({ domain: "github.io" })),
            /tls\.domain: github\.io is a public suffix/,
        );
        assert.equal(await world.host.shown(), before);
    });

    const amiss = {
        certificates: [
            "systemctl stop nginx.service",
            "systemctl start nginx.service",
            /port 443 shows no certificate/,
        ],
        disks: [
            "fallocate -l $(($(df -k --output=avail / | tail -n 1) - 20000))KiB /var/filler",
            "rm /var/filler",
            /\/ is more than 85 % full/,
        ],
        reboot: [
            "touch -d '9 days ago' /run/reboot-required",
            "rm /run/reboot-required",
            /asking for a reboot for 8 days/,
        ],
    } as const;
    for (const [topic, [breaking, mending, words]] of Object.entries(amiss)) {
        it(`look at ${topic} daily: what is amiss is told once, and its end`, async () => {
            const look = async () => {
                await world.host.text("systemctl start hardened-host-health.service");
                await world.host.settle();
            };
            const told = (await world.surroundings.mails()).length;
            const mails = async () => (await world.surroundings.mails()).slice(told);
            await look();
            assert.deepEqual(await mails(), []);
            await world.host.text(breaking);
            await look();
            await look();
            const [failure = "", ...others] = await mails();
            assert.match(failure, words);
            assert.deepEqual(others, []);
            await world.host.text(mending);
            await look();
            const [, recovery = "", ...more] = await mails();
            assert.match(recovery, /works again/);
            assert.deepEqual(more, []);
        });
    }

    it("notice a certificate that is served although it has grown old", async () => {
        await world.host.text(
            `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj / -addext 'subjectAltName=DNS:www.example.org' \\
                -not_before $(date -u -d '61 days ago' +%Y%m%d000000Z) -not_after $(date -u -d '29 days' +%Y%m%d000000Z) -keyout /etc/nginx/old.key -out /etc/nginx/old.pem 2>/dev/null
            sed -i 's#/etc/hardened-host/tls/fullchain.pem#/etc/nginx/old.pem#; s#/etc/hardened-host/tls/privkey.pem#/etc/nginx/old.key#' /etc/nginx/nginx.conf
            systemctl reload nginx.service; sleep 1`,
        );
        const { status } = await world.host.exec("systemctl start hardened-host-health-certificates.service");
        assert.notEqual(status, 0);
        assert.match(await world.host.journal(), /certificate on port 443 has less than a third of its life left/);
    });
});
