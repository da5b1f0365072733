import assert from "node:assert/strict";
import { edge } from "../../components/host/services/edge";
import { hostFacts, hostSettings } from "../../components/host/settings";
import { skipWithoutBpf } from "../containers/bpf";
import { skipWithoutContainers } from "../containers/container";
import type { FaultyHost } from "../faults/world/faulty-host";
import { makeCertificates } from "./world/certificates";
import { domain, EdgeWorld, sites } from "./world/edge-world";

const folder = "/etc/hardened-host/tls";
const serialServed = `openssl s_client -connect 127.0.0.1:443 -servername ${domain} </dev/null 2>/dev/null | openssl x509 -noout -serial`;

describe("the process of the web edge", function () {
    this.timeout(3 * 60 * 1000);
    let world: EdgeWorld;
    let host: FaultyHost;

    before(async function () {
        await skipWithoutContainers(this);
        world = await EdgeWorld.create();
        host = await world.makeHost();
        // As Debian starts it: what the delivery finds is a server without a sandbox.
        assert.equal(await host.machine.text("systemctl is-active nginx.service"), "active");
        await world.deliver(host);
    });
    after(async () => {
        await host.remove();
        await world.remove();
    });

    const text = (script: string) => host.machine.text(script);
    const statusOf = (field: string, pid: string) => text(`sed -n 's/^${field}:[[:space:]]*//p' /proc/${pid}/status`);
    const workers = async () => (await text("pgrep -u www-data -f 'nginx: worker'")).split("\n");

    it("runs in its sandbox also where nginx ran before", async () => {
        const main = await text("systemctl show -P MainPID nginx.service");
        assert.equal(await statusOf("CapPrm", main), "00000000000004c0", "NET_BIND_SERVICE, SETGID, SETUID");
        assert.deepEqual([await statusOf("NoNewPrivs", main), await statusOf("Seccomp", main)], ["1", "2"]);
        for (const worker of await workers()) {
            assert.equal(await statusOf("CapPrm", worker), "0000000000000000");
            assert.equal(await statusOf("Seccomp", worker), "2");
        }
    });

    it("is exposed by 2.1, where the package's unit is exposed by more than 9", async () => {
        const exposure = /Overall exposure level for .*: ([\d.]+)/;
        const ours = exposure.exec(await text("systemd-analyze security --no-pager nginx.service"))?.[1];
        // By another name: the drop-in counts for this one wherever it lies.
        const copy = "cp /usr/lib/systemd/system/nginx.service /root/stock.service";
        const stock = exposure.exec(
            await text(`${copy}; systemd-analyze security --no-pager --offline=true /root/stock.service`),
        )?.[1];
        assert.ok(Number(ours) <= 2.1, ours);
        assert.ok(Number(stock) > 9, stock);
    });

    it("keeps the private key from its own workers and from the programs behind it", async () => {
        assert.match(await text(`cat ${folder}/privkey.pem`), /PRIVATE KEY/);
        for (const user of ["www-data", "app", "nobody"]) {
            const tried = await host.machine.exec(
                `setpriv --reuid=${user} --regid=www-data --init-groups cat ${folder}/privkey.pem`,
            );
            assert.notEqual(tried.status, 0, user);
            assert.match(tried.output, /Permission denied/);
        }
    });

    it("lets its workers write nowhere but beside request bodies", async () => {
        const [worker = ""] = await workers();
        // Into its mounts and its account: what a worker could do that was taken over.
        const inside = (command: string) =>
            host.machine.exec(
                `nsenter --target ${worker} --mount setpriv --reuid=www-data --regid=www-data --clear-groups sh -c '${command}'`,
            );
        for (const path of [
            "/etc/x",
            "/var/log/hardened-host-edge/access.log",
            "/tmp/../usr/x",
            "/run/x",
            "/var/lib/nginx/x",
        ]) {
            assert.notEqual((await inside(`echo x >>${path}`)).status, 0, path);
        }
        assert.equal((await inside("echo x >/var/lib/nginx/body/x && rm /var/lib/nginx/body/x")).status, 0);
        assert.notEqual((await inside("ls /var/lib/hardened-host /home")).status, 0);
    });

    it("takes no port but its own, whatever its configuration says; without that limit it takes any", async function () {
        await skipWithoutBpf(this, host.machine);
        const unit = "/etc/systemd/system/nginx.service.d/60-hardened-host.conf";
        await text(`cp /etc/nginx/nginx.conf ${unit} /root/
            sed -i '0,/listen 443/s//listen 8443; listen 443/' /etc/nginx/nginx.conf`);
        const limited = await host.machine.exec("systemctl restart nginx.service");
        const said = await text("journalctl -q -u nginx.service -o cat; cat /var/log/hardened-host-edge/error.log");
        const free = await host.machine.exec(`sed -i '/^SocketBind/d' ${unit}; systemctl daemon-reload
            systemctl restart nginx.service && bash -c '</dev/tcp/127.0.0.1/8443'`);
        await text(`cp /root/nginx.conf /etc/nginx/; cp /root/60-hardened-host.conf ${unit}
            systemctl daemon-reload; systemctl reset-failed nginx.service; systemctl restart nginx.service`);
        assert.notEqual(limited.status, 0);
        assert.match(said, /bind\(\) to 0\.0\.0\.0:8443 failed \(1: Operation not permitted\)/);
        assert.equal(free.status, 0, free.output);
    });

    it("serves a renewed certificate after a reload, and drops no connection for it", async () => {
        const before = await text(serialServed);
        const { chain, key } = await makeCertificates(domain);
        await host.machine.write(`${folder}/fullchain.pem`, chain, 0o600);
        await host.machine.write(`${folder}/privkey.pem`, key, 0o600);
        const output = await text(`
            curl -sk --resolve app.${domain}:443:127.0.0.1 'https://app.${domain}/slow?seconds=2' -o /dev/null -w '%{http_code}' >/root/status &
            sleep 0.5; systemctl reload nginx.service; sleep 1; ${serialServed}; wait; cat /root/status`);
        const [after, status] = output.split("\n");
        assert.notEqual(after, before);
        assert.equal(status, "200");
        assert.equal(await text("systemctl show -P NRestarts nginx.service"), "0");
    });

    it("goes on with the old certificate, and the reload fails, when the new pair does not fit together", async () => {
        const before = await text(serialServed);
        const { key } = await makeCertificates(domain);
        await text(`cp -p ${folder}/privkey.pem /root/old.pem`);
        await host.machine.write(`${folder}/privkey.pem`, key, 0o600);
        assert.notEqual((await host.machine.exec("systemctl reload nginx.service")).status, 0);
        assert.equal(await text(serialServed), before);
        assert.equal(
            await text(
                `cp /root/old.pem ${folder}/privkey.pem; systemctl reload nginx.service; systemctl is-active nginx.service`,
            ),
            "active",
        );
    });

    it("passes its own checks, each of which fails on a stock host", async () => {
        const facts = hostFacts("any", { user: "deploy", authorizedKeys: [] }, hostSettings.parse({}));
        const checks = edge.checks(edge.settings.parse({ sites }), facts);
        for (const { title, command } of checks) assert.equal((await host.machine.exec(command)).status, 0, title);
        const stock = await world.world.makeHost();
        try {
            for (const { title, command } of checks)
                assert.notEqual((await stock.machine.exec(command)).status, 0, title);
        } finally {
            await stock.remove();
        }
    });

    it("is left as it is by a second delivery, and takes up a change of the sites", async () => {
        const main = await text("systemctl show -P MainPID nginx.service");
        await world.deliver(host, { sites: { only: { hostNames: [domain], page: { title: "Changed" } } } });
        const page = `curl -sk --resolve ${domain}:443:127.0.0.1 https://${domain}/`;
        assert.match(await text(`sleep 1; ${page}`), /<h1>Changed<\/h1>/);
        assert.equal(await text("systemctl show -P MainPID nginx.service"), main, "reloaded, not restarted");
    });

    it("is reported at login when it cannot start, and no longer once it is up again", async () => {
        const becomes = (state: string) =>
            text(`for _ in $(seq 100); do [ "$(systemctl show -P ActiveState nginx.service)" = ${state} ] && break; sleep 0.3; done
                systemctl show -P ActiveState nginx.service; sleep 2; ls /etc/motd.d`);
        await text("sed -i '1i nonsense;' /etc/nginx/nginx.conf; systemctl restart nginx.service; true");
        assert.equal(await becomes("failed"), "failed\nhardened-host-nginx");
        await text(
            "sed -i 1d /etc/nginx/nginx.conf; systemctl reset-failed nginx.service; systemctl start nginx.service",
        );
        assert.equal(await becomes("active"), "active");
        await text("systemctl kill -s KILL nginx.service; sleep 1");
        assert.equal(await becomes("active"), "active", "and so it is when systemd mends it");
    });

    it("is put back into its sandbox by a delivery, where that was loosened and nginx started anew", async () => {
        const bounding = () => text("systemctl show -P MainPID nginx.service").then((pid) => statusOf("CapBnd", pid));
        const sandboxed = await bounding();
        await text(`sed -i '/^CapabilityBoundingSet=/d' /etc/systemd/system/nginx.service.d/60-hardened-host.conf
            systemctl daemon-reload; systemctl restart nginx.service`);
        assert.notEqual(await bounding(), sandboxed);
        await world.deliver(host);
        assert.equal(await bounding(), sandboxed);
    });
});
