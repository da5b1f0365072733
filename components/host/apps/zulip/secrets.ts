import { hashComment, managedNotice } from "../../formats/comments";
import type { SecretFileSlot } from "../../plan";
import { authenticationSecrets } from "./authentication";
import { account, configurationFolder, secretsFolder } from "./paths";
import type { ZulipSettings } from "./settings";

/** Key in zulip-secrets.conf, and name of the stack's secret, of all that the settings ask for. */
function chosenSecrets({ email, uploads: { s3 }, authentication }: ZulipSettings): Record<string, string> {
    return {
        ...(email.user === undefined ? {} : { email_password: email.passwordSecret }),
        ...(s3 === undefined ? {} : { s3_key: s3.keySecret, s3_secret_key: s3.secretKeySecret }),
        ...authenticationSecrets(authentication),
    };
}

export function secretFiles(settings: ZulipSettings): Record<string, SecretFileSlot> {
    const entries = Object.entries(chosenSecrets(settings));
    return Object.fromEntries(entries.map(([key, secret]) => [`${secretsFolder}/${key}`, { secret }]));
}

/**
 * Enters the stack's secrets beside those that Zulip makes for itself, in the one file that it reads them from: the file
 * cannot be ours, and no secret is an argument that others see. Prints what it did.
 */
export function enterSecretsProgram(settings: ZulipSettings): string {
    const keys = Object.keys(chosenSecrets(settings)).sort();
    return [
        "#!/usr/bin/python3 -I",
        ...hashComment(managedNotice),
        ...hashComment("Run by zulip-deploy."),
        "import configparser, os, pwd, sys, tempfile",
        "",
        `keys = ${JSON.stringify(keys)}`,
        `place = "${configurationFolder}/zulip-secrets.conf"`,
        "",
        // As Zulip reads it: a percent sign in a password stands for itself.
        "config = configparser.RawConfigParser()",
        "config.read(place)",
        'if not config.has_section("secrets"):',
        '    config.add_section("secrets")',
        'before = dict(config.items("secrets"))',
        "for key in keys:",
        `    with open("${secretsFolder}/" + key) as file:`,
        '        value = file.read().removesuffix("\\n")',
        '    if not value or value != value.strip() or "\\n" in value:',
        '        sys.exit(f"<3>the secret {key} is empty, or not one line, or begins or ends with a blank")',
        '    config.set("secrets", key, value)',
        'if dict(config.items("secrets")) == before:',
        "    sys.exit(0)",
        `owner = pwd.getpwnam("${account}")`,
        'descriptor, beside = tempfile.mkstemp(dir=os.path.dirname(place), prefix=".zulip-secrets-")',
        "os.fchmod(descriptor, 0o640)",
        "os.fchown(descriptor, owner.pw_uid, owner.pw_gid)",
        'with os.fdopen(descriptor, "w") as file:',
        "    config.write(file)",
        "    file.flush()",
        "    os.fsync(file.fileno())",
        "os.rename(beside, place)",
        'print("<6>secrets of the stack were entered")',
        "",
    ].join("\n");
}
