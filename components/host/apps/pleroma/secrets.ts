import { reportsOutcome } from "../../failure-report";
import { hashComment, managedNotice } from "../../formats/comments";
import { renderSystemdUnit } from "../../formats/systemd";
import type { PartialHostPlan } from "../../plan";
import { sandboxDirectives } from "../../sandbox";
import { programs, secretsFolder, secretsUnit } from "./paths";

const program = `${programs}/make-pleroma-secrets`;

/** What the server keeps to itself; each a file in {@link secretsFolder}. */
const randomSecrets = ["secret-key-base", "signing-salt", "live-view-signing-salt", "token-signer"] as const;
const pushKeys = ["push-private-key", "push-public-key"] as const;

export type Secret = (typeof randomSecrets)[number] | (typeof pushKeys)[number];
export const secretNames: readonly Secret[] = [...randomSecrets, ...pushKeys];

/** Made on the host at the first start, and backed up: nobody has a use for them elsewhere. */
export function secretsPlan(): PartialHostPlan {
    return {
        packages: ["openssl"],
        folders: { [secretsFolder]: { mode: "0700" } },
        files: {
            [program]: { content: makeProgram, mode: "0755", validate: 'sh -n "$1"' },
            [`/etc/systemd/system/${secretsUnit}`]: { content: unit() },
        },
    };
}

const makeProgram = [
    "#!/bin/sh",
    ...hashComment(managedNotice),
    ...hashComment("Makes what is not there: the server's secrets. None is ever replaced."),
    "set -eu",
    "umask 077",
    `cd ${secretsFolder}`,
    `for name in ${randomSecrets.join(" ")}; do`,
    '    if [ -s "$name" ]; then continue; fi',
    '    openssl rand -hex 48 >".$name"',
    '    mv ".$name" "$name"',
    "done",
    ...hashComment("RFC 8292: a key pair on P-256, raw, in the alphabet of RFC 4648 section 5 without padding."),
    `if [ -s ${pushKeys[0]} ] && [ -s ${pushKeys[1]} ]; then exit 0; fi`,
    "raw() { basenc --base64url --wrap=0 | tr -d =; }",
    "openssl ecparam -name prime256v1 -genkey -noout -out .key",
    `openssl ec -in .key -outform DER 2>/dev/null | tail -c +8 | head -c 32 | raw >.${pushKeys[0]}`,
    `openssl ec -in .key -pubout -outform DER 2>/dev/null | tail -c 65 | raw >.${pushKeys[1]}`,
    `[ "$(wc -c <.${pushKeys[0]}) $(wc -c <.${pushKeys[1]})" = "43 87" ]`,
    "rm .key",
    ...pushKeys.map((name) => `mv .${name} ${name}`),
    "",
].join("\n");

function unit(): string {
    return renderSystemdUnit({
        Unit: { Description: "Make the secrets of Pleroma", ...reportsOutcome },
        Service: {
            ...sandboxDirectives({
                network: { kind: "none" },
                loosen: {},
                memoryMaxMib: 64,
                tasksMax: 16,
                openFilesMax: 256,
            }),
            Type: "oneshot",
            RemainAfterExit: true,
            ExecStart: program,
            ReadWritePaths: secretsFolder,
        },
    });
}
