import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { pleroma } from "../../components/host/apps/pleroma";
import { skipWithoutContainers } from "../containers/container";
import { difference } from "../faults/world/difference";
import { factsOf } from "../unit/host/part-of-host";
import { doTask } from "./admin-task/task";
import { hostName, mediaHostName, PleromaWorld } from "./pleroma/pleroma-world";

type Release = Awaited<ReturnType<PleromaWorld["release"]>>;

// The release is a stand-in, see test/apps/pleroma-stand-in: what is proved is our side.
describe("Pleroma, with a stand-in for its release", function () {
    this.timeout(5 * 60 * 1000);
    let world: PleromaWorld;
    let first: Release;
    let second: Release;

    before(async function () {
        await skipWithoutContainers(this);
        world = await PleromaWorld.create();
        first = await world.release("1.0.0");
        second = await world.release("2.0.0");
    });
    after(() => world.remove());

    it("has no check that a host with the distribution's database server, and no plan, would pass", async () => {
        await world.text("systemctl start postgresql; sleep 2");
        assert.match(await world.text("ss -H -ltn 'sport = 5432'"), /127\.0\.0\.1:5432/);
        const { held, failed } = await world.outcomes(first);
        assert.deepEqual(held, []);
        assert.ok(failed.length >= 6);
        await world.text("systemctl stop postgresql");
    });

    it("is not installed from a tampered archive, and the host is as it was", async () => {
        const tampered = await world.release("1.0.0", "tampered.zip");
        await appendFile(join(world.downloads, "tampered.zip"), "x");
        const found = await world.host.fingerprintAsFound();
        const { status, output } = await world.deliver(tampered);
        assert.notEqual(status, 0, output);
        assert.match(output, /the download has the digest [0-9a-f]{64}, not [0-9a-f]{64}: it was tampered with/);
        // Made by sudo itself at its first use.
        const sudosMark = /^\+ f .* home\/deploy\/\.sudo_as_admin_successful$/;
        assert.match(difference(found, await world.host.fingerprintAsFound()), new RegExp(`^$|${sudosMark.source}`));
    });

    it("is delivered, with its database, its schema and its secrets", async () => {
        await world.deliverWell(first);
        assert.equal(await world.ask("/api/v1/instance"), "Ours 1.0.0 has 0 users");
        const owned = await world.text(
            `runuser -u pleroma -- psql -At -d pleroma -c "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datlocprovider, datlocale FROM pg_database WHERE datname = 'pleroma'"`,
        );
        assert.equal(owned, "pleroma|UTF8|b|C.UTF-8");
    });

    it("has the checks of its hardening pass", async () => {
        assert.deepEqual((await world.outcomes(first)).failed, []);
    });

    it("is behind the web edge with one header of each kind, and tells who really asks", async () => {
        const page = await world.visit(hostName, "/headers", "-H 'X-Forwarded-For: 203.0.113.9' -H 'Cookie: a=b'");
        assert.equal(page.match(/^strict-transport-security:/gim)?.length, 1);
        assert.match(
            page,
            /^content-security-policy: default-src 'none'; connect-src 'self' wss:\/\/self\.example\r?$/im,
        );
        assert.equal(page.match(/^content-security-policy:/gim)?.length, 1);
        assert.match(page, /^set-cookie: session=1/im);
        assert.match(page, /^x-forwarded-for: 127\.0\.0\.1\r?$/im);
        assert.doesNotMatch(page, /203\.0\.113\.9/);
    });

    it("shows uploads at a host name of their own, where they can do nothing", async () => {
        await world.text(
            "cd /var/lib/pleroma/uploads; echo '<script>steal()</script>' >evil.html; chown pleroma:pleroma evil.html",
        );
        const page = await world.visit(
            mediaHostName,
            "/media/evil.html",
            "-H 'Cookie: a=b' -H 'Authorization: Bearer x'",
        );
        assert.match(page, /^content-security-policy: .*; sandbox;/im);
        assert.match(page, /^cross-origin-resource-policy: cross-origin/im);
        assert.doesNotMatch(page, /^set-cookie:/im);
        const headers = await world.visit(mediaHostName, "/headers", "-H 'Cookie: a=b' -H 'Authorization: Bearer x'");
        assert.doesNotMatch(headers, /^(cookie|authorization):/im);
        assert.match(await world.visit(mediaHostName, "/api/v1/instance", "-X POST"), /^HTTP\/2 405/);
    });

    it("gets its first administrator by the task of the settings, in the server's sandbox", async () => {
        const more = { firstAdministrator: { name: "alice", email: "alice@example.org" } };
        const settings = pleroma.settings.parse(world.settings(first, more).apps.pleroma);
        const [task] = pleroma.tasks?.(settings, factsOf()) ?? [];
        assert.ok(task);
        const { output, problem } = await doTask(world.world.network, world.host, task);
        assert.equal(output, "http://alice/password_reset/once", problem);
        assert.equal(await world.ask("/users"), "alice");
        assert.match(await world.text("hardened-host-pleroma environment"), /:nonode@nohost, "\/run\/credentials\//);
        await assert.rejects(world.text("runuser -u nobody -- hardened-host-pleroma environment"));
    });

    it("is left alone by a delivery that changes nothing", async () => {
        const { status, output } = await world.deliver(first);
        assert.equal(status, 0, output);
        assert.match(output, /already is as planned/);
    });

    it("comes back from its backup: rows, uploads and secrets", async () => {
        const secrets = () => world.text("cd /etc/pleroma/secrets && sha256sum * | sort");
        await world.text(`cd /var/lib/pleroma/uploads && echo picture >a.png && chown pleroma:pleroma a.png
            systemctl start hardened-host-backup.service || { journalctl -q --no-pager -o cat -u 'hardened-host-backup*'; exit 1; }`);
        const before = await secrets();
        await world.text(`hardened-host-pleroma user new mallory mallory@example.org
            runuser -u postgres -- psql -q -d pleroma -c "DELETE FROM users WHERE nickname = 'ALICE'"
            rm /var/lib/pleroma/uploads/a.png; echo 0 >/etc/pleroma/secrets/secret-key-base`);
        assert.equal(await world.ask("/users"), "mallory");
        await world.text("hardened-host-restore --set pleroma");
        assert.equal(await world.ask("/users"), "alice");
        assert.equal(await world.ask("/media/a.png"), "picture");
        assert.equal(await secrets(), before);
        assert.match(
            await world.text("stat -c '%a %U' /etc/pleroma/secrets/push-private-key"),
            /^400 root$|^600 root$/,
        );
    });

    it("keeps its database when the dump that is to be loaded is damaged", async () => {
        const load = "/usr/local/lib/hardened-host/load-pleroma-database";
        await world.text(`cp /var/lib/hardened-host-backup/dumps/pleroma/pleroma.dump /root/damaged
            truncate -s -200 /root/damaged; ! ${load} /root/damaged 2>&1; ! ${load} /dev/null 2>&1`);
        assert.equal(await world.ask("/users"), "alice");
    });

    it("changes to another release with its data kept and its schema brought along", async () => {
        await world.deliverWell(second);
        assert.equal(await world.ask("/api/v1/instance"), "Ours 2.0.0 has 1 users");
        const versions =
            "runuser -u postgres -- psql -At -d pleroma -c 'SELECT version FROM schema_migrations ORDER BY 1'";
        assert.equal(await world.text(versions), "1.0.0\n2.0.0");
    });

    it("goes back by itself to the release that worked, when the next one does not start", async () => {
        const third = await world.release("3.0.0", "broken.zip");
        await world.text(
            "runuser -u postgres -- psql -q -d pleroma -c 'REVOKE INSERT ON schema_migrations FROM pleroma'",
        );
        const { status, output } = await world.deliver(third);
        assert.notEqual(status, 0, output);
        assert.match(output, /pleroma\.service/);
        await world.text("runuser -u postgres -- psql -q -d pleroma -c 'GRANT INSERT ON schema_migrations TO pleroma'");
        await world.text("systemctl reset-failed pleroma; systemctl start pleroma");
        assert.equal(await world.ask("/api/v1/instance"), "Ours 2.0.0 has 1 users");
    });

    it("runs again, with its data, after a restart of the host", async () => {
        await world.host.machine.powerOff();
        await world.host.machine.boot();
        await world.text("systemctl start pleroma.service");
        assert.equal(await world.ask("/users"), "alice");
        assert.deepEqual((await world.outcomes(second)).failed, []);
    });
});
