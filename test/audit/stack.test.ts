import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Phases } from "../../scripts/bootstrap/phases";
import type { AuditReport } from "../../scripts/audit/finding";
import { ensureScapContent } from "../../scripts/toolchain/scap-content";
import { OwnersComputer } from "../backup/owners-computer";
import { packagesOfWholeHost, wholeServer } from "../backup/whole-host";
import { debian13With } from "../containers/base-system";
import { skipWithoutContainers } from "../containers/container";
import type { FaultyHost } from "../faults/world/faulty-host";
import { keyOf } from "../faults/world/host-variant";
import { World } from "../faults/world/world";

const names = ["web-1", "web-2"] as const;
/** Found in no output; one is an address, as its owner writes it, and a token beside it. */
const secrets = {
    "notify-webhook-phone": "https://notices.example.net/correct-horse\nbattery-staple-token",
} as const;

describe("`npm run audit` on a stack of two servers that the engine has made", function () {
    this.timeout(40 * 60 * 1000);
    let world: World;
    let hosts: readonly FaultyHost[];
    let computer: OwnersComputer;
    const outputs: string[] = [];

    before(async function () {
        await skipWithoutContainers(this);
        // Into the cache: the owner's computer of the test has no way out.
        await ensureScapContent(new Phases(), ["debian"]);
        const borrowed = ["lynis", "openscap-scanner", "ssg-debian"];
        // linux-base is what OpenSCAP's rules tell a machine by; the others are for notices.
        const installed = [...packagesOfWholeHost, "ca-certificates", "curl", "jq", "linux-base"];
        world = await World.create(debian13With(installed), borrowed);
        hosts = await Promise.all(names.map(() => world.makeHost(wholeServer)));
        for (const { machine } of hosts) await machine.text("apt-get -qq update");
        computer = await OwnersComputer.create(world.network);
        const settings = new Map(hosts.map(({ host }, index) => [names[index], settingsOf(host)]));
        await computer.writeStack("shop", { "hardened-host:hosts": settings });
        await mustRun(["pulumi", "--", "stack", "select", "--create", "shop"]);
        for (const name of names) await setSecrets(name);
    });
    after(async () => {
        await computer.remove();
        await Promise.all(hosts.map((host) => host.remove()));
        await world.remove();
    });

    const settingsOf = (host: FaultyHost["host"]) => {
        const { publicKey, identityFile } = keyOf(wholeServer.access, host);
        return {
            cloud: { existing: { address: host.address, hostKey: host.firstHostKey } },
            login: { authorizedKeys: [publicKey], identityFile },
            host: {
                ssh: { port: 4222 },
                trustedSources: ["198.51.100.0/24"],
                notify: { webhooks: { phone: { format: "ntfy" } } },
            },
        };
    };
    async function setSecrets(host: string): Promise<void> {
        for (const [name, input] of Object.entries(secrets)) {
            const path = `hardened-host:secrets.${host}.${name}`;
            await mustRun(["pulumi", "--", "config", "set", "--stack", "shop", "--secret", "--path", path], input);
        }
    }
    async function mustRun(args: readonly string[], input = ""): Promise<void> {
        const { status, output } = await computer.npm(args, { input });
        assert.equal(status, 0, output);
    }
    const audit = async (...args: readonly string[]) => {
        const result = await computer.npm(["audit", "--", "shop", ...args], { timeoutSeconds: 2100 });
        outputs.push(result.output);
        return result;
    };
    const folder = () => join(computer.home, ".local/state/hardened-host/audits/shop");
    const report = async () => JSON.parse(await readFile(join(folder(), "report.json"), "utf8")) as AuditReport;

    it("says of hosts that are not made yet what to do, and of a name that is none which there are", async () => {
        const early = await audit("--only", "checks");
        assert.equal(early.status, 1);
        assert.match(early.output, /The host web-1 is not made yet[^]*npm run up/);
        await mustRun(["up", "--", "shop"]);
        const unknown = await audit("web-9");
        assert.equal(unknown.status, 1);
        assert.match(unknown.output, /There is no host "web-9"; the stack has web-1, web-2/);
    });

    it("reads both hosts from the stack's outputs, looks at them in every way, and writes one report", async () => {
        const { status, output } = await audit();
        assert.ok([30, 31].includes(status), output);
        const { hosts: audited } = await report();
        assert.deepEqual(
            audited.map(({ host, system }) => [host, system]),
            names.map((name) => [name, "debian 13"]),
        );
        for (const { examinations } of audited) {
            const made = examinations.filter(({ obstacle }) => obstacle === "").map(({ id }) => id);
            assert.deepEqual(
                made,
                ["checks", "sandboxes", "updates", "lynis", "openscap", "ports", "ssh-audit"],
                JSON.stringify(examinations.map(({ id, obstacle }) => [id, obstacle])),
            );
            const figures = examinations.flatMap((one) => one.figures.map(({ name }) => name));
            assert.ok(figures.includes("OpenSCAP cis_level1_server"), figures.join());
            assert.ok(figures.includes("OpenSCAP anssi_bp28_enhanced"));
        }
        assert.match(output, /web-2:[^]*OpenSCAP cis_level1_server \d+ %[^]*Report: /);
    });

    it("looks at one host in one way where it is told to, and keeps what it found before", async () => {
        const { status, output } = await audit("web-2", "--only", "ssh-audit");
        assert.equal(status, 0, output);
        assert.deepEqual(
            (await report()).hosts.map(({ host, examinations }) => [host, examinations.map(({ id }) => id)]),
            [["web-2", ["ssh-audit"]]],
        );
        assert.equal((await readdir(folder())).filter((name) => /^\d{4}-.*\.json$/.test(name)).length, 2);
    });

    it("leaves the stack as it was: there is nothing to do", async () => {
        await mustRun(["preview", "--", "shop", "--expect-no-changes"]);
    });

    it("holds no secret of the stack, of its state or of its hosts, in no encoding and no output", async () => {
        const files = await readdir(folder());
        for (const name of files) outputs.push(await readFile(join(folder(), name), "utf8"));
        const passphrase = await readFile(join(computer.home, ".local/state/hardened-host/passphrase"), "utf8");
        const hostKeys = await Promise.all(hosts.map(({ machine }) => machine.text("cat /etc/ssh/ssh_host_*_key")));
        const loginKey = await readFile(
            keyOf(wholeServer.access, hosts[0]?.host ?? assert.fail()).identityFile,
            "utf8",
        );
        const texts = [...Object.values(secrets), passphrase, loginKey, ...hostKeys].flatMap((text) =>
            text.split("\n"),
        );
        // The last line of a key may be a few characters that stand anywhere.
        const secretTexts = texts.filter((text) => text.length >= 16 && !text.startsWith("-----"));
        const all = outputs.join("\n");
        assert.ok(all.includes("OpenSSH") && secretTexts.length > 10);
        for (const text of secretTexts) {
            const forms = [text, encodeURIComponent(text), Buffer.from(text).toString("base64").replace(/=+$/, "")];
            assert.ok(!forms.some((form) => all.includes(form)), "a secret stands in an output");
        }
    });
});
