import type { CertificateCopy, Claims } from "../../claims";
import { hashComment, managedNotice } from "../../formats/comments";
import { keyKinds } from "./pair-program";
import type { KeyKind } from "./pair-program";
import { certificateFolder, inForceState, pairProgram, renewalState } from "./paths";
import { requestOf } from "./renew-program";
import type { TlsSettings } from "./settings";

/** Days for which a certificate that nobody believes stands in for one that is not there yet. */
const standInDays = 30;

type Users = Pick<Claims, "certificateCopies" | "certificateReloads">;

/**
 * Program that puts what was issued into force: checked again as root, since whoever issues is not trusted with more;
 * key and chain swapped as one, by one rename; then copies, then reloads. What fails is done again the next time.
 */
export function installProgramText(settings: TlsSettings, users: Users): string {
    return [
        "#!/bin/sh",
        ...hashComment(managedNotice),
        ...hashComment("Run by hardened-host-tls-install.service."),
        "set -eu",
        "umask 077",
        `cd ${inForceState}`,
        `issued=${renewalState}/issued`,
        "failed=0",
        "",
        ...swapping(settings),
        "",
        ...taking(keyKinds(settings), requestOf(settings)),
        "",
        ...standIn(settings),
        "",
        ...links(keyKinds(settings)),
        ...(users.certificateCopies.length === 0 ? [] : copying),
        ...users.certificateCopies.map(copyCommand),
        "",
        ...(reloadedUnits(users).length === 0 ? [] : reloading),
        ...reloadedUnits(users).map((unit) => `reload ${unit}`),
        "exit $failed",
        "",
    ].join("\n");
}

function reloadedUnits({ certificateCopies, certificateReloads }: Users): string[] {
    return [...new Set([...certificateReloads, ...certificateCopies.map(({ unit }) => unit)])].sort();
}

/** One link leads to all files of a certificate: it is read whole, the old one or the new one. */
function swapping(settings: TlsSettings): string[] {
    return [
        'digest_of() { cat "$1"/*.pem | sha256sum | cut -c 1-32; }',
        "put_into_force() {",
        '    digest=$(digest_of "$1") && sync -f "$1" || return 1',
        '    if [ ! -d "$digest" ]; then mv "$1" "$digest" || return 1; else rm -rf "$1"; fi',
        '    ln -sfn "$digest" current.new && mv -fT current.new current || return 1',
        '    find . -mindepth 1 -maxdepth 1 -type d ! -name "$digest" ! -name reloaded -exec rm -rf {} +',
        "}",
        `has_every_kind() { ${keyKinds(settings)
            .map(({ suffix }) => `[ -s "$1/fullchain${suffix}.pem" ]`)
            .join(" && ")}; }`,
    ];
}

/** A damaged certificate never takes the place of a working one. */
function taking(kinds: readonly KeyKind[], requested: string): string[] {
    const copies = kinds.flatMap(({ suffix }) => [
        `    cat "$issued/fullchain${suffix}.pem" >"incoming/fullchain${suffix}.pem" || return 1`,
        `    cat "$issued/privkey${suffix}.pem" >"incoming/privkey${suffix}.pem" || return 1`,
    ]);
    const checks = kinds.map(({ suffix }) => `    ${pairProgram} incoming '${suffix}' || return 1`);
    return [
        "take_issued() {",
        "    rm -rf incoming && mkdir incoming || return 1",
        ...copies,
        '    if [ "$(digest_of incoming)" = "$(readlink current || true)" ]; then rm -rf incoming; return 0; fi',
        ...checks,
        "    put_into_force incoming || return 1",
        '    echo "<5>A new certificate is in force"',
        "}",
        ...hashComment("What was issued for earlier settings is not what these ask for."),
        `if [ "$(cat "$issued/request" 2>/dev/null || true)" = ${requested} ]; then`,
        "    take_issued || { rm -rf incoming; failed=1; }",
        "fi",
    ];
}

/** Services start with it, and browsers refuse it: a host without its certificate is up, and seen not to have one. */
function standIn(settings: TlsSettings): string[] {
    const { domain } = settings;
    return [
        "if ! has_every_kind current; then",
        "    rm -rf incoming && mkdir incoming",
        "    if [ -d current ]; then cp current/*.pem incoming/; fi",
        ...keyKinds(settings).flatMap(({ suffix, generate }) => [
            `    if [ ! -s incoming/fullchain${suffix}.pem ]; then`,
            `        openssl genpkey ${generate} -out incoming/privkey${suffix}.pem 2>/dev/null`,
            `        openssl req -x509 -key incoming/privkey${suffix}.pem -subj '/CN=${domain.slice(0, 64)}' -days ${standInDays} \\`,
            `            -addext 'subjectAltName=DNS:${domain},DNS:*.${domain}' -out incoming/fullchain${suffix}.pem`,
            "    fi",
        ]),
        "    put_into_force incoming",
        '    echo "<5>A certificate that nobody believes stands in until the first one is issued"',
        "fi",
    ];
}

/** Links that never change, below a folder that the integrity check watches, to files that do. */
function links(kinds: readonly KeyKind[]): string[] {
    const names = kinds.flatMap(({ suffix }) => [`fullchain${suffix}.pem`, `privkey${suffix}.pem`]);
    return [
        `for name in ${names.join(" ")}; do`,
        `    target=${inForceState}/current/$name`,
        `    [ "$(readlink "${certificateFolder}/$name" || true)" = "$target" ] || ln -sfT "$target" "${certificateFolder}/$name"`,
        "done",
        // Of a kind that the settings no longer ask for.
        `find ${certificateFolder} -xtype l -delete`,
    ];
}

/** Beside the old file first, so that a full disk leaves it whole. */
const copying = [
    "",
    "give() {",
    '    if cmp -s "$1" "$2"; then return 0; fi',
    '    if install -m 0400 -o "$3" -g "$4" "$1" "$2.new" && mv -fT "$2.new" "$2"; then return 0; fi',
    '    rm -f "$2.new"',
    "    failed=1",
    '    echo "<3>$2 could not be written"',
    "}",
    "cat current/fullchain.pem current/privkey.pem >combined.pem",
];

function copyCommand({ folder, format, owner, group }: CertificateCopy): string {
    const files =
        format === "combined"
            ? [["combined.pem", "combined.pem"]]
            : ["privkey.pem", "fullchain.pem"].map((name) => [`current/${name}`, name]);
    return files.map(([source, name]) => `give ${source} ${folder}/${name} ${owner} ${group}`).join("\n");
}

/**
 * What each unit was told of last is written down once it has been told: a reload that fails comes again. One that is just
 * starting may have read the certificate before, and would not be told: try-reload-or-restart passes it over.
 */
const reloading = [
    "mkdir -p reloaded",
    "reload() {",
    '    if [ "$(cat "reloaded/$1" 2>/dev/null)" = "$(readlink current)" ]; then return 0; fi',
    '    for _ in $(seq 60); do [ "$(systemctl show -P ActiveState "$1")" = activating ] || break; sleep 1; done',
    '    if systemctl try-reload-or-restart "$1"; then readlink current >"reloaded/$1"',
    '    else failed=1; echo "<3>$1 does not take the new certificate"; fi',
    "}",
];
