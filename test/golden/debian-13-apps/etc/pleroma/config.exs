# Managed by hardened-host: edits made here are undone by the next delivery.
import Config

secret = fn name ->
  System.fetch_env!("CREDENTIALS_DIRECTORY") |> Path.join(name) |> File.read!() |> String.trim()
end

# This host only: the web edge is the way in.
config :pleroma, Pleroma.Web.Endpoint,
  url: [host: "social.example.org", scheme: "https", port: 443],
  http: [ip: {127, 0, 0, 1}, port: 4000],
  secure_cookie_flag: true,
  secret_key_base: secret.("secret-key-base"),
  signing_salt: secret.("signing-salt"),
  live_view: [signing_salt: secret.("live-view-signing-salt")]

# The edge puts the address there, and takes away what a client put there: limits of requests count by it.
config :pleroma, Pleroma.Web.Plugs.RemoteIp,
  enabled: true,
  headers: ["x-forwarded-for"],
  proxies: ["127.0.0.1"]

# Without a password: the kernel tells the database server whose process asks.
config :pleroma, Pleroma.Repo,
  adapter: Ecto.Adapters.Postgres,
  username: "pleroma",
  database: "pleroma",
  socket_dir: "/run/postgresql",
  pool_size: 20

config :pleroma, :database,
  rum_enabled: false

config :joken,
  default_signer: secret.("token-signer")

# Otherwise an administrator of the site, or who takes his session over, could undo every line of this file.
config :pleroma,
  configurable_from_database: false

config :pleroma, :http_security,
  enabled: true,
  sts: true,
  sts_max_age: 31536000,
  ct_max_age: 2592000,
  referrer_policy: "same-origin"

config :pleroma, :instance,
  name: "Ours, \"and\" \#{yours}",
  email: "admin@example.org",
  notify_email: "admin@example.org",
  static_dir: "/var/lib/pleroma/static",
  registrations_open: true,
  account_approval_required: true,
  invites_enabled: false,
  federating: true,
  upload_limit: 41943040,
  healthcheck: false

# Where a picture was taken, and what its file was called, is nobody's business.
config :pleroma, Pleroma.Upload,
  uploader: Pleroma.Uploaders.Local,
  base_url: "https://media.example.org/media/",
  filters: [Pleroma.Upload.Filter.Exiftool.ReadDescription, Pleroma.Upload.Filter.Exiftool.StripLocation, Pleroma.Upload.Filter.Dedupe, Pleroma.Upload.Filter.AnonymizeFilename]

config :pleroma, Pleroma.Uploaders.Local,
  uploads: "/var/lib/pleroma/uploads"

config :pleroma, :media_proxy,
  enabled: true,
  base_url: "https://media.example.org",
  proxy_opts: [redirect_on_failure: false]

config :web_push_encryption, :vapid_details,
  subject: "mailto:admin@example.org",
  public_key: secret.("push-public-key"),
  private_key: secret.("push-private-key")

config :pleroma, Pleroma.Emails.Mailer,
  enabled: false

# It would write into the program's own folder, which no process of it may. Releases bring the data.
config :tzdata, :autoupdate, :disabled
