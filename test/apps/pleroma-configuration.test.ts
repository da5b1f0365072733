import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pleromaConfiguration } from "../../components/host/apps/pleroma/configuration";
import { secretNames } from "../../components/host/apps/pleroma/secrets";
import { pleromaSettings } from "../../components/host/apps/pleroma/settings";
import { skipWithoutContainers } from "../containers/container";
import { withElixir } from "./pleroma/stand-in";

const settings = {
    hostName: "social.example.org",
    mediaHostName: "media.example.org",
    name: "Ours",
    email: "admin@example.org",
    release: { url: "https://files.example.org/pleroma.zip", sha256: "0".repeat(64), version: "2.10.2" },
};

/** Names that would be code in another spelling of them. */
const hostileNames = [
    '#{System.halt(3)} "#{1 + 1}"',
    '"], x: System.halt(3), y: ["',
    "\\#{System.halt(3)}",
    "\\\\\\",
    "'apostrophes' and ünïcödé ☃",
    "\\u0022 \\x22 \\n",
];

describe("Pleroma's configuration, read by Elixir itself", function () {
    this.timeout(120_000);
    let folder = "";

    before(async function () {
        await skipWithoutContainers(this);
        folder = await mkdtemp(join(tmpdir(), "hardened-host-config-"));
        await mkdir(join(folder, "credentials"));
        for (const name of secretNames) await writeFile(join(folder, "credentials", name), `value of ${name}\n`);
    });
    after(async () => {
        if (folder !== "") await rm(folder, { recursive: true });
    });

    /** What an expression gives, in which `c` is the configuration. */
    const read = async (given: object, expression: string) => {
        await writeFile(
            join(folder, "config.exs"),
            pleromaConfiguration(pleromaSettings.parse({ ...settings, ...given })),
        );
        await writeFile(
            join(folder, "read.exs"),
            `c = Config.Reader.read!("config.exs")\n_ = c\nIO.puts(JSON.encode!(${expression}))\n`,
        );
        const output = await withElixir(folder, "CREDENTIALS_DIRECTORY=/work/credentials elixir read.exs");
        return JSON.parse(output) as unknown;
    };

    it("has the values of its guide", async () => {
        const endpoint = "c[:pleroma][Pleroma.Web.Endpoint]";
        const found = await read(
            {},
            `[Tuple.to_list(${endpoint}[:http][:ip]), ${endpoint}[:http][:port], ${endpoint}[:secure_cookie_flag],
              ${endpoint}[:url][:host], c[:pleroma][:configurable_from_database], c[:pleroma][:http_security][:enabled],
              c[:pleroma][:http_security][:sts], c[:pleroma][:http_security][:sts_max_age],
              c[:pleroma][:http_security][:referrer_policy], c[:pleroma][:instance][:registrations_open],
              c[:pleroma][:instance][:healthcheck], c[:pleroma][Pleroma.Upload][:base_url],
              c[:pleroma][Pleroma.Repo][:socket_dir], c[:pleroma][Pleroma.Repo][:hostname], c[:tzdata][:autoupdate]]`,
        );
        assert.deepEqual(found, [
            ...[[127, 0, 0, 1], 4000, true, "social.example.org", false, true, true, 31_536_000, "same-origin"],
            ...[false, false, "https://media.example.org/media/", "/run/postgresql", null, "disabled"],
        ]);
    });

    it("has each secret where it belongs, from what the service is handed over", async () => {
        const found = await read(
            {},
            `[c[:pleroma][Pleroma.Web.Endpoint][:secret_key_base], c[:pleroma][Pleroma.Web.Endpoint][:signing_salt],
              c[:pleroma][Pleroma.Web.Endpoint][:live_view][:signing_salt], c[:joken][:default_signer],
              c[:web_push_encryption][:vapid_details][:private_key], c[:web_push_encryption][:vapid_details][:public_key]]`,
        );
        assert.deepEqual(
            found,
            secretNames.map((name) => `value of ${name}`),
        );
    });

    it("takes whatever is in the server's name for text", async () => {
        for (const name of hostileNames) {
            assert.equal(await read({ name }, "c[:pleroma][:instance][:name]"), name);
        }
    });

    it("opens registrations only as far as the settings say", async () => {
        const flags =
            "for key <- [:registrations_open, :account_approval_required, :invites_enabled, :federating], do: c[:pleroma][:instance][key]";
        assert.deepEqual(await read({ registrations: "invited" }, flags), [false, false, true, true]);
        assert.deepEqual(await read({ registrations: "approved", federation: false }, flags), [
            true,
            true,
            false,
            false,
        ]);
    });
});
