import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { requirements } from "../../components/host/apps/openzim-mcp/requirements";
import { appWorldForSuite } from "./app-world";
import { client, makeZim, siteSocketPath as socket } from "./openzim-programs";
import { ensureWheels, makeIndex } from "./wheelhouse";

const token = `topsecret-${"k".repeat(40)}`;

type Call = readonly [tool: string, parameters: Readonly<Record<string, unknown>>];

describe("OpenZIM MCP", function () {
    this.timeout(240_000);
    const world = appWorldForSuite(async (made) => {
        await makeIndex(await ensureWheels(requirements), join(made.downloads, "simple"));
        await made.host.machine.write("/root/client.py", client);
        await made.host.machine.write("/root/make-zim.py", makeZim);
    });
    let python = "";

    const settings = (archives: object = {}) => ({
        "openzim-mcp": {
            hostName: "mcp.example.org",
            mode: "advanced",
            index: world().urlOf("simple"),
            archives,
            alertAfterRefusals: 5,
            requestsPerSecond: 1000,
            burst: 1000,
        },
    });
    const deliver = (archives?: object) => world().deliver(settings(archives), { openzimMcpToken: token });
    const call = async (...calls: Call[]): Promise<unknown[]> => {
        const output = await world().text(
            `${python} /root/client.py ${token} <<'CALLS'\n${JSON.stringify(calls)}\nCALLS`,
        );
        return output.split("\n").map((line): unknown => JSON.parse(line));
    };
    const status = (options: string, path = "/mcp") =>
        world().text(
            `curl -sS -o /dev/null -w '%{http_code}' --unix-socket ${socket} ${options} http://mcp.example.org${path}`,
        );

    it("is not installed from an index with one wheel that was tampered with", async () => {
        const folder = join(world().downloads, "simple/uvicorn");
        const wheel = join(folder, readdirSync(folder)[0] ?? "");
        await appendFile(wheel, "x");
        const { status: ended, output } = await deliver();
        assert.notEqual(ended, 0, output);
        assert.match(output, /uvicorn-0.54.0.*Expected sha256 [0-9a-f]{64} +Got +[0-9a-f]{64}/);
        assert.equal(await world().text("ls -A /opt; systemctl cat openzim-mcp.service 2>/dev/null | wc -l"), "0");
        await makeIndex(await ensureWheels(requirements), join(world().downloads, "simple"));
    });

    it("is installed from the pinned wheels, and healthy", async () => {
        const { status: ended, output } = await deliver();
        assert.equal(ended, 0, `${output}\n${await world().host.journal()}`);
        python = `${await world().text("ls -d /opt/hardened-host/openzim-mcp/*")}/bin/python`;
        assert.equal(await status("", "/healthz"), "200");
        assert.equal(await status("", "/readyz"), "200");
    });

    it("serves a ZIM file with the right digest, and none with a wrong one, and keeps the modes of its guide", async () => {
        await world().text(`mkdir -p /tmp/zims /srv/outside; cd /tmp/zims
            ${python} /root/make-zim.py animals.zim 'Badgers dig setts.'; ${python} /root/make-zim.py secret.zim 'The marker is xyzzy.'
            cp secret.zim /srv/outside/secret.zim; chmod -R a+rX /srv/outside`);
        const digest = await world().text("sha256sum </tmp/zims/animals.zim | cut -c 1-64");
        const archives = { "animals.zim": { sha256: digest }, "wrong.zim": { sha256: "0".repeat(64) } };
        const { status: ended, output } = await deliver(archives);
        assert.equal(ended, 0, output);
        await world().text(
            "cp /tmp/zims/animals.zim /srv/zim/temp/; cp /tmp/zims/secret.zim /srv/zim/temp/wrong.zim; chown zim-keeper: /srv/zim/temp/*",
        );
        await world().text("! systemctl start openzim-mcp-content.service");
        assert.equal(
            await world().text("cd /srv/zim; stat -c '%a %U %n' public restricted temp public/*; ls temp"),
            "755 zim-keeper public\n750 zim-keeper restricted\n700 zim-keeper temp\n644 zim-keeper public/animals.zim",
        );
    });

    it("lets a real client search what is in it", async () => {
        const [tools, found] = await call(["list", {}], ["zim_search", { query: "badgers setts" }]);
        assert.ok(Array.isArray(tools) && tools.includes("zim_search"), JSON.stringify(tools));
        assert.match(JSON.stringify(found), /\[false,.*Badger/);
    });

    it("refuses a client without the token, with a wrong one, and a foreign host name", async () => {
        const accept =
            "-X POST -H 'Accept: application/json, text/event-stream' -H 'Content-Type: application/json' -d '{}'";
        assert.equal(await status(accept), "401");
        assert.equal(await status(`${accept} -H 'Authorization: Bearer wrong'`), "401");
        assert.equal(await status(`${accept} -H 'Authorization: Basic ${token}'`), "401");
        const foreign = `${accept} -H 'Authorization: Bearer ${token}' -H 'Host: evil.example.net'`;
        assert.equal(await status(foreign), "421");
    });

    it("never leaves its folders, whatever the path that is asked for", async () => {
        const target = "srv/outside/secret.zim";
        await world().text(
            "ln -s /srv/outside/secret.zim /srv/zim/public/link.zim; ln -s /srv/outside /srv/zim/public/folder",
        );
        const up = "../".repeat(6);
        const forms = [
            `/${target}`,
            `//${target}`,
            `/./${target}`,
            `/srv/zim/public/../../outside/secret.zim`,
            `../../outside/secret.zim`,
            `${up}${target}`,
            `./${up}${target}`,
            `public/../../outside/secret.zim`,
            `/srv/zim/public/${up}${target}`,
            `..\\..\\outside\\secret.zim`,
            `....//....//outside/secret.zim`,
            `..;/..;/outside/secret.zim`,
            `%2e%2e%2f%2e%2e%2foutside/secret.zim`,
            `%2e%2e/%2e%2e/outside/secret.zim`,
            `..%2f..%2foutside%2fsecret.zim`,
            `..%252f..%252foutside%252fsecret.zim`,
            `%c0%ae%c0%ae/%c0%ae%c0%ae/outside/secret.zim`,
            `\uff0e\uff0e/\uff0e\uff0e/outside/secret.zim`,
            `file:///${target}`,
            `~/../${target}`,
            `$HOME/../${target}`,
            `/proc/self/root/${target}`,
            `/proc/self/cwd/${target}`,
            `/srv/zim/public/link.zim`,
            `/srv/zim/public/folder/secret.zim`,
            `animals.zim/../../../outside/secret.zim`,
            `/${target}\u0000.zim`,
            `/srv/zim/publicx/../../outside/secret.zim`,
            "/etc/passwd",
        ];
        const control = await call(["zim_metadata", { zim_file_path: "/srv/zim/public/animals.zim" }]);
        assert.match(JSON.stringify(control), /^\[\[false,.*Animals/);
        const answers = await call(
            ...forms.flatMap((path): Call[] => [
                ["zim_metadata", { zim_file_path: path }],
                ["zim_get", { zim_file_path: path, entry_path: "Badger" }],
                ["zim_search", { zim_file_path: path, query: "marker" }],
            ]),
        );
        assert.equal(answers.length, 3 * forms.length);
        answers.forEach((answer, index) => {
            const text = JSON.stringify(answer);
            const form = forms[Math.floor(index / 3)];
            assert.doesNotMatch(text, /xyzzy|root:x:0|"Title"/, `${form} was opened: ${text}`);
        });
        await world().text("rm /srv/zim/public/link.zim /srv/zim/public/folder");
    });

    it("reaches neither the host's programs nor the metadata service nor the world", async () => {
        const probe = (target: string) =>
            world().host.machine.exec(
                `nsenter --target $(systemctl show -P MainPID openzim-mcp) --net curl -sS --max-time 3 http://${target}/`,
            );
        await world().text(
            "systemd-run --quiet --unit=beside python3 -m http.server --bind 127.0.0.1 9191; sleep 1; curl -sS http://127.0.0.1:9191/ >/dev/null",
        );
        for (const target of [
            "127.0.0.1:9191",
            "127.0.0.1:4222",
            "[::1]:4222",
            "169.254.169.254",
            "198.51.100.1:8090",
        ]) {
            assert.notEqual((await probe(target)).status, 0, target);
        }
        assert.equal((await probe("127.0.0.1:8000")).status, 0, "the probe itself does not work");
        await world().text("systemctl stop beside");
    });

    it("finds a ZIM file that was damaged, and says so", async () => {
        await world().text("systemctl start openzim-mcp-integrity.service");
        await world().text("printf X | dd of=/srv/zim/public/animals.zim bs=1 seek=3000 conv=notrunc status=none");
        await world().text(
            "! systemctl start openzim-mcp-integrity.service 2>/dev/null; sleep 1; cat /etc/motd.d/hardened-host-openzim-mcp-integrity",
        );
        await world().text(
            "cp /tmp/zims/animals.zim /srv/zim/public/; systemctl start openzim-mcp-integrity.service; sleep 1; [ ! -e /etc/motd.d/hardened-host-openzim-mcp-integrity ]",
        );
    });

    it("finds an attack in its log, and says so", async () => {
        for (let attempt = 0; attempt < 5; attempt += 1) await status("-H 'Authorization: Bearer guess'");
        await world().text(
            "! systemctl start openzim-mcp-refusals.service 2>/dev/null; sleep 1; ls /etc/motd.d/hardened-host-openzim-mcp-refusals",
        );
    });

    it("is exposed by 1.5 at most, as are the units beside it", async () => {
        assert.equal(await status("", "/healthz"), "200");
        for (const unit of ["", "-site", "-health", "-integrity", "-refusals"]) {
            const exposure = await world().exposureOf(`openzim-mcp${unit}.service`);
            assert.ok(exposure <= 1.5, `openzim-mcp${unit}.service: ${exposure}`);
        }
    });
});
