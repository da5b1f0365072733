import { pythonTuple, renderPythonSettings } from "../../formats/python";
import type { PythonSetting } from "../../formats/python";
import { loginImports, loginSettings } from "./login-settings";
import { uploadFolder } from "./paths";
import type { ZulipSettings } from "./settings";

/** The whole of /etc/zulip/settings.py. What is not named is as Zulip's default_settings.py has it. */
export function settingsPy(settings: ZulipSettings): string {
    return renderPythonSettings(loginImports(settings.authentication), [
        { name: "EXTERNAL_HOST", value: settings.hostName, why: "Zulip answers to this name and no other." },
        { name: "ZULIP_ADMINISTRATOR", value: settings.administrator },
        ...emailSettings(settings),
        ...loginSettings(settings),
        {
            name: "PASSWORD_MIN_LENGTH",
            value: settings.passwordMinLength,
            why: "Zulip's default is 6. How guessable a password is counts as well, and stays as Zulip has it.",
        },
        ...uploadSettings(settings),
        ...previewSettings(settings),
        ...rateLimitSettings(settings),
        ...elsewhereSettings(settings),
    ]);
}

function emailSettings({ email }: ZulipSettings): PythonSetting[] {
    return [
        { name: "EMAIL_HOST", value: email.host, why: "E-mail leaves encrypted." },
        { name: "EMAIL_PORT", value: email.port },
        { name: "EMAIL_USE_TLS", value: email.security === "starttls" },
        { name: "EMAIL_USE_SSL", value: email.security === "tls" },
        ...(email.user === undefined ? [] : [{ name: "EMAIL_HOST_USER", value: email.user }]),
        ...(email.from === undefined ? [] : [{ name: "NOREPLY_EMAIL_ADDRESS", value: email.from }]),
        {
            name: "ADD_TOKENS_TO_NOREPLY_ADDRESS",
            value: true,
            why: "With a fixed sender, who can read its mail could take part in what asks for an address of that domain.",
        },
    ];
}

function uploadSettings({ uploads: { maxFileMib, s3 } }: ZulipSettings): PythonSetting[] {
    const largest = { name: "MAX_FILE_UPLOAD_SIZE", value: maxFileMib, why: "In MiB." };
    if (s3 === undefined) return [largest, { name: "LOCAL_UPLOADS_DIR", value: uploadFolder }];
    const given = {
        S3_REGION: s3.region,
        S3_ENDPOINT_URL: s3.endpoint,
        S3_AVATAR_PUBLIC_URL_PREFIX: s3.avatarUrl,
    };
    return [
        largest,
        { name: "LOCAL_UPLOADS_DIR", value: null },
        { name: "S3_AUTH_UPLOADS_BUCKET", value: s3.bucket },
        { name: "S3_AVATAR_BUCKET", value: s3.avatarBucket },
        ...Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
        { name: "S3_SKIP_PROXY", value: false, why: "The way to the buckets leads through Smokescreen as well." },
    ];
}

function previewSettings({ imagePreviews, websitePreviews }: ZulipSettings): PythonSetting[] {
    return [
        {
            name: "CAMO_URI",
            value: "/external_content/",
            why: "Images of strangers are fetched by the server: readers show no address of theirs.",
        },
        { name: "INLINE_IMAGE_PREVIEW", value: imagePreviews },
        { name: "INLINE_URL_EMBED_PREVIEW", value: websitePreviews },
    ];
}

function rateLimitSettings({ rateLimits }: ZulipSettings): PythonSetting[] {
    return [
        { name: "RATE_LIMITING", value: true, why: "Guessing and flooding are slowed down, logins too." },
        { name: "RATE_LIMITING_AUTHENTICATE", value: true },
        {
            name: "RATE_LIMIT_TOR_TOGETHER",
            value: true,
            why: "All exits of Tor count as one address: whoever goes through it would have as many as it has exits.",
        },
        {
            name: "RATE_LIMITING_RULES",
            value: Object.fromEntries(
                Object.entries(rateLimits).map(([name, limits]) => [
                    name,
                    limits.map(({ perSeconds, requests }) => pythonTuple([perSeconds, requests])),
                ]),
            ),
            why: "Over Zulip's own, which stay in force for what is not named: seconds, requests.",
        },
    ];
}

/** What would tell somebody else of this server or its users. */
function elsewhereSettings({ gravatar }: ZulipSettings): PythonSetting[] {
    return [
        { name: "ENABLE_GRAVATAR", value: gravatar, why: "Nobody else is told of this server and its users." },
        { name: "ZULIP_SERVICE_PUSH_NOTIFICATIONS", value: false },
        { name: "ZULIP_SERVICE_SUBMIT_USAGE_STATISTICS", value: false },
    ];
}
