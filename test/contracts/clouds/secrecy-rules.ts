import assert from "node:assert/strict";
import { parse } from "yaml";
import { z } from "zod";
import { firstPrivateKey } from "../../components/provider-answers";
import { publicTexts, secretOf } from "../../components/registrations";
import { plantedSecret } from "./evidence";
import type { Bootstrap, Evidence } from "./evidence";
import { at, text } from "./inputs";
import { configurationOf } from "./network-rules";
import type { Rule } from "./network-rules";

const cloudConfig = z.object({
    disable_root: z.literal(true),
    ssh_pwauth: z.literal(false).optional(),
    password: z.undefined().optional(),
    chpasswd: z.undefined().optional(),
    write_files: z.array(z.object({ path: z.string(), content: z.string() })),
    users: z.array(z.object({ name: z.string(), lock_passwd: z.literal(true), passwd: z.undefined().optional() })),
});

/** Clouds without a first-boot text are exempt from the rules about it. */
export function bootstrapRow({ row }: Evidence): Bootstrap {
    return row.bootstrap ?? assert.fail(`${row.id} has no first-boot text`);
}

function sentBootstrap(evidence: Evidence): string {
    const { machine } = evidence.row.read(evidence.full);
    return text.parse(secretOf(machine.inputs[bootstrapRow(evidence).input]));
}

function bootstrapOf(evidence: Evidence) {
    return bootstrapRow(evidence).decode(sentBootstrap(evidence));
}

const sshdLines = [
    "AuthenticationMethods publickey",
    "KbdInteractiveAuthentication no",
    "PasswordAuthentication no",
    "PermitRootLogin no",
];

export const secrecyRules: Readonly<Record<string, Rule>> = {
    "no-passwords": (evidence) => {
        const bootstrap = bootstrapOf(evidence).text;
        assert.ok(bootstrap.startsWith("#cloud-config\n"));
        const { write_files: files } = cloudConfig.parse(parse(bootstrap));
        const sshd = files.find(({ path }) => path.startsWith("/etc/ssh/sshd_config.d/00-"))?.content.split("\n") ?? [];
        assert.deepEqual(
            sshdLines.filter((line) => !sshd.includes(line)),
            [],
        );
    },
    "bootstrap-secrets": (evidence) => {
        const { text: bootstrap } = bootstrapOf(evidence);
        assert.ok(!bootstrap.includes(plantedSecret), "a secret of the host is in the first-boot text");
        const privateKeys = bootstrap.match(/BEGIN [A-Z ]*PRIVATE KEY/g) ?? [];
        assert.equal(privateKeys.length, 1, "the one-time host key is the only private key");
    },
    "bootstrap-size": (evidence) => {
        const { bytes } = bootstrapOf(evidence);
        assert.ok(bytes <= bootstrapRow(evidence).maximumBytes, `${bytes} bytes`);
    },
    "no-plain-secrets": (evidence) => {
        const { full, row } = evidence;
        const sent = row.bootstrap === undefined ? [] : [sentBootstrap(evidence), bootstrapOf(evidence).text];
        const secrets = [plantedSecret, firstPrivateKey, ...sent];
        for (const { name, inputs } of full.resources) {
            const shown = publicTexts(inputs).filter((shownText) => secrets.some((one) => shownText.includes(one)));
            assert.equal(shown.length, 0, `${name} shows a secret`);
        }
    },
    "metadata-service": ({ row, full }) => {
        const options = row.read(full).machine.inputs["metadataOptions"];
        assert.equal(at(options, "httpTokens"), "required");
        assert.equal(at(options, "httpPutResponseHopLimit"), 1);
        assert.equal(at(options, "httpEndpoint"), "enabled");
    },
    "metadata-on-host": ({ full }) => {
        const files = at(configurationOf(full).inputs, "files");
        assert.match(JSON.stringify(files), /169\.254\.169\.254/);
    },
    "encrypted-disks": ({ row, full }) => {
        const { encryption } = row.read(full);
        assert.ok(encryption.length > 0);
        assert.ok(encryption.every(Boolean), "a disk is not encrypted");
    },
};
