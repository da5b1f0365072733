import { messageQueues } from "../../failure-report";
import { hashComment, managedNotice } from "../../formats/comments";
import { mailRoots, webhookRoots } from "./paths";
import type { NotifySettings } from "./settings";

/** A message that could not be sent for so long is old news. */
const givenUpAfterMinutes = 7 * 24 * 60;

type Webhook = NotifySettings["webhooks"][string];

/**
 * Program that sends what waits, by every way that the settings name. A message is gone once all of them have taken it;
 * one that refuses does not get it twice from the others.
 */
export function sendProgramText(settings: NotifySettings, hostname: string): string {
    const { email, webhooks } = settings;
    const ways = [...(email === undefined ? [] : ["email"]), ...Object.keys(webhooks).map((name) => `webhook-${name}`)];
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("Run by hardened-host-notify.service whenever something failed or works again."),
        "set -u",
        "umask 077",
        `host=${hostname}`,
        "sent=/run/hardened-host-notify/sent",
        "failed=0",
        "",
        ...reading,
        "",
        ...(email === undefined ? [] : [...mailing(email), ""]),
        ...Object.entries(webhooks).flatMap(([name, webhook]) => [...calling(name, webhook), ""]),
        ...posting,
        "",
        ...sending(ways),
        "",
    ].join("\n");
}

/** Lines of a message: unit, outcome, time, and the errors that the unit told of. */
const reading = [
    "read_message() {",
    '    { read -r unit; read -r outcome; read -r time; details=$(cat); } <"$1" || return 1',
    '    if [ "$outcome" = failed ]; then title="$host: $unit failed"; else title="$host: $unit works again"; fi',
    '    text="$title ($time)"',
    '    if [ -n "$details" ]; then text="$text',
    "",
    '$details"; fi',
    '    if [ "$outcome" = failed ]; then text="$text',
    "",
    'More on the host: systemctl status $unit"; fi',
    "}",
];

/** msmtp(1): no mail server of the host's own. The password is asked for by a command, and stands in no file of ours. */
function mailing({ to, from, server, port, encryption, user, caCertificates }: NonNullable<NotifySettings["email"]>) {
    const trust = caCertificates.length === 0 ? "/etc/ssl/certs/ca-certificates.crt" : mailRoots;
    const starttls = encryption === "starttls" ? "on" : "off";
    const login =
        user === undefined
            ? "--auth=off"
            : `--auth=on --user='${user}' --passwordeval="cat '$CREDENTIALS_DIRECTORY/smtp'"`;
    return [
        "send_by_email() {",
        "    printf '%s\\n' 'From: hardened-host <" +
            from +
            ">' 'To: " +
            to.join(", ") +
            '\' "Subject: $title" "Date: $(date -R)" \\',
        "        'Auto-Submitted: auto-generated' 'Content-Type: text/plain; charset=utf-8' 'MIME-Version: 1.0' '' \"$text\" |",
        `        msmtp --file=/dev/null --host=${server} --port=${port} --tls=on --tls-starttls=${starttls} \\`,
        `            --tls-trust-file=${trust} --timeout=30 --from=${from} ${login} -- ${to.join(" ")}`,
        "}",
    ];
}

const bodies: Readonly<Record<Exclude<Webhook["format"], "ntfy">, string>> = {
    json: "'{host: $host, unit: $unit, outcome: $outcome, time: $time, message: $text}'",
    slack: "'{text: $text}'",
};

/** The address is a secret, because whoever has it can write there. */
function calling(name: string, { format, caCertificates }: Webhook): string[] {
    const trust = caCertificates.length === 0 ? "" : ` --cacert ${webhookRoots(name)}`;
    const content =
        format === "ntfy"
            ? `printf '%s' "$text" | post ${name}${trust} --header "Title: $title" --header "Priority: $(if [ "$outcome" = failed ]; then echo high; else echo default; fi)"`
            : `jq -nc --arg host "$host" --arg unit "$unit" --arg outcome "$outcome" --arg time "$time" --arg text "$text" ${bodies[format]} | post ${name}${trust} --header 'Content-Type: application/json'`;
    return [`send_by_webhook_${name.replaceAll("-", "_")}() {`, `    ${content}`, "}"];
}

/** What is to be sent goes through a file, because standard input brings the address. */
const posting = [
    "post() {",
    "    secret=$CREDENTIALS_DIRECTORY/webhook-$1",
    "    shift",
    '    body=$(mktemp) && cat >"$body"',
    "    {",
    '        printf \'url = "%s"\\n\' "$(sed -n 1p "$secret")"',
    '        token=$(sed -n 2p "$secret")',
    '        [ -z "$token" ] || printf \'header = "Authorization: Bearer %s"\\n\' "$token"',
    '    } | curl --config - --silent --show-error --fail --max-time 30 --proto =https --output /dev/null --data-binary "@$body" "$@" 2>/dev/null && status=0 || status=$?',
    ...hashComment("curl's own words may hold the address.", "    "),
    '    [ "$status" = 0 ] || echo "<4>curl ended with $status: curl(1), EXIT CODES"',
    '    rm -f "$body"',
    '    return "$status"',
    "}",
];

function sending(ways: readonly string[]): string[] {
    return [
        "deliver() {",
        "    all=yes",
        "    base=${1##*/}",
        '    read_message "$1" || return 1',
        ...ways.flatMap((way) => [
            `    if [ ! -e "$sent/$base.${way}" ]; then`,
            `        if send_by_${way.replaceAll("-", "_")}; then : >"$sent/$base.${way}"`,
            `        else all=no; echo "<3>a message could not be sent by ${way}: $title"; fi`,
            "    fi",
        ]),
        '    if [ "$all" = yes ]; then rm -f "$1" "$sent/$base".*; else return 1; fi',
        "}",
        "",
        ...hashComment("Another look after each round: a message that came meanwhile started nobody."),
        "tried=",
        "again=yes",
        'while [ "$again" = yes ]; do',
        "    again=no",
        `    for message in ${messageQueues.map((queue) => `${queue}/*`).join(" ")}; do`,
        '        [ -f "$message" ] || continue',
        '        case " $tried " in *" $message "*) continue ;; esac',
        '        tried="$tried $message"',
        "        again=yes",
        '        deliver "$message" || failed=1',
        "    done",
        "done",
        ...hashComment("Tried once more before: one from when the clock was wrong looks older than it is."),
        `find ${messageQueues.join(" ")} -type f -mmin +${givenUpAfterMinutes} -delete 2>/dev/null`,
        "exit $failed",
    ];
}
