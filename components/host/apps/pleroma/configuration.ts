import { elixir, renderElixirConfiguration } from "../../formats/elixir";
import type { ElixirSetting, ElixirValue } from "../../formats/elixir";
import { account, httpPort, staticFolder, uploadsFolder } from "./paths";
import type { Secret } from "./secrets";
import type { PleromaSettings } from "./settings";

/** systemd hands the secrets over: they are in no file that a preview shows. */
const readSecret = [
    "secret = fn name ->",
    '  System.fetch_env!("CREDENTIALS_DIRECTORY") |> Path.join(name) |> File.read!() |> String.trim()',
    "end",
];

/** The whole of config.exs; what is not named has upstream's default. */
export function pleromaConfiguration(settings: PleromaSettings): string {
    return renderElixirConfiguration(readSecret, [
        ...endpoint(settings),
        ...instance(settings),
        ...media(settings),
        ...outward(settings),
    ]);
}

const secret = (name: Secret) => elixir(`secret.("${name}")`);
const modules = (...names: string[]): ElixirValue => names.map(elixir);
const pleroma = (key: string, value: ElixirValue, why = ""): ElixirSetting => ({
    application: "pleroma",
    key,
    value,
    why,
});

function endpoint({ hostName, databaseConnections }: PleromaSettings): ElixirSetting[] {
    return [
        pleroma(
            "Pleroma.Web.Endpoint",
            {
                url: { host: hostName, scheme: "https", port: 443 },
                http: { ip: elixir("{127, 0, 0, 1}"), port: httpPort },
                secure_cookie_flag: true,
                secret_key_base: secret("secret-key-base"),
                signing_salt: secret("signing-salt"),
                live_view: { signing_salt: secret("live-view-signing-salt") },
            },
            "This host only: the web edge is the way in.",
        ),
        pleroma(
            "Pleroma.Web.Plugs.RemoteIp",
            { enabled: true, headers: ["x-forwarded-for"], proxies: ["127.0.0.1"] },
            "The edge puts the address there, and takes away what a client put there: limits of requests count by it.",
        ),
        pleroma(
            "Pleroma.Repo",
            {
                adapter: elixir("Ecto.Adapters.Postgres"),
                username: account,
                database: account,
                socket_dir: "/run/postgresql",
                pool_size: databaseConnections,
            },
            "Without a password: the kernel tells the database server whose process asks.",
        ),
        pleroma(":database", { rum_enabled: false }),
        { application: "joken", value: { default_signer: secret("token-signer") } },
    ];
}

function instance(settings: PleromaSettings): ElixirSetting[] {
    const { name, email, registrations, federation, maxUploadMib } = settings;
    return [
        {
            application: "pleroma",
            value: { configurable_from_database: false },
            why: "Otherwise an administrator of the site, or who takes his session over, could undo every line of this file.",
        },
        pleroma(":http_security", {
            enabled: true,
            sts: true,
            sts_max_age: 31_536_000,
            ct_max_age: 2_592_000,
            referrer_policy: "same-origin",
        }),
        pleroma(
            ":instance",
            {
                name,
                email,
                notify_email: email,
                static_dir: staticFolder,
                registrations_open: registrations === "approved",
                account_approval_required: registrations === "approved",
                invites_enabled: registrations === "invited",
                federating: federation,
                upload_limit: maxUploadMib * 1024 * 1024,
                // It would tell everybody of memory, queues and connections.
                healthcheck: false,
            },
            "",
        ),
    ];
}

function media({ mediaHostName, mediaProxy }: PleromaSettings): ElixirSetting[] {
    return [
        pleroma(
            "Pleroma.Upload",
            {
                uploader: elixir("Pleroma.Uploaders.Local"),
                base_url: `https://${mediaHostName}/media/`,
                filters: modules(
                    "Pleroma.Upload.Filter.Exiftool.ReadDescription",
                    "Pleroma.Upload.Filter.Exiftool.StripLocation",
                    "Pleroma.Upload.Filter.Dedupe",
                    "Pleroma.Upload.Filter.AnonymizeFilename",
                ),
            },
            "Where a picture was taken, and what its file was called, is nobody's business.",
        ),
        pleroma("Pleroma.Uploaders.Local", { uploads: uploadsFolder }),
        pleroma(":media_proxy", {
            enabled: mediaProxy,
            base_url: `https://${mediaHostName}`,
            proxy_opts: { redirect_on_failure: false },
        }),
    ];
}

function outward({ email }: PleromaSettings): ElixirSetting[] {
    return [
        {
            application: "web_push_encryption",
            key: ":vapid_details",
            value: {
                subject: `mailto:${email}`,
                public_key: secret("push-public-key"),
                private_key: secret("push-private-key"),
            },
        },
        pleroma("Pleroma.Emails.Mailer", { enabled: false }),
        {
            application: "tzdata",
            key: ":autoupdate",
            value: elixir(":disabled"),
            why: "It would write into the program's own folder, which no process of it may. Releases bring the data.",
        },
    ];
}
