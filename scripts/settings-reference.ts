import { cloud, cloudIds, isCloudId } from "../components/clouds/index";
import { dnsSettings } from "../components/dns/index";
import { hostSettings } from "../components/host/settings";
import { loginSettings } from "../stacks/login";
import { backupBucketSettings } from "../stacks/backup-buckets";
import { rolloutSettings } from "../stacks/rollout";
import { nameOfKind, readSchema, type JsonSchema } from "./json-schema";

const introduction = `# Settings

<!-- Generated from the schemas that check the settings: \`npm run accept\` renews this file. -->

A stack is a file \`stacks/Pulumi.<stack>.yaml\`. Its hosts are below \`config: hardened-host:hosts\`, by name (1 to 63
lower-case letters, digits and hyphens); [stacks/Pulumi.local.yaml](../stacks/Pulumi.local.yaml) is an example with
comments. A setting that is not listed here is refused, with the name that was probably meant.

\`\`\`yaml
config:
  hardened-host:hosts:
    <host name>:
      cloud: # where it runs: exactly one cloud
        <cloud>: { ... }
      dns: { ... } # its names, if any
      login: { ... } # who may log in
      host: { ... } # what it looks like
  hardened-host:rollout: { ... } # which hosts come first, if that matters
  hardened-host:restoreProvedAt: { <host name>: <time> } # written by \`npm run restore-drill\`
  hardened-host:backupBuckets: { <name>: { <provider>: { ... } } } # places for backups, if the stack makes them
\`\`\`

Secrets that a host's settings name are set one by one, and are encrypted in the stack file:

\`\`\`sh
npm run pulumi -- stack select --create <stack> # makes the stack, if it is new
npm run pulumi -- config set --stack <stack> --secret --path 'hardened-host:secrets.<host name>.<secret>'
\`\`\`
`;

const outputs = `## Outputs

\`npm run pulumi -- stack output --stack <stack>\` shows them. In a stack with one host each output is that host's value;
in a stack with several it is a map from host name to value.

| Output | Meaning |
| --- | --- |
| \`address\` | Address that answers on the host's openings. |
| \`sshPort\` | Port of that address that leads to sshd. |
| \`sshCommand\` | Command line that logs in. It carries the host key, and believes no other. Needs OpenSSH 8.5 or later. |
| \`hostKey\` | The host's public key, which it made for itself. |
| \`knownHosts\` | Line for a \`known_hosts\` file. |
| \`sshfp\` | Data of the SSHFP records that publish the key in DNS. |
| \`generation\` | Number of changes that the host has confirmed. |
| \`exposureLevels\` | Exposure of each service that the plan brings or confines, 0 (least) to 10, by unit: measured by \`systemd-analyze security\` on the host after the last delivery or refresh. |
| \`plannedExposureLevels\` | The same of each service whose whole unit is the plan's, estimated from its directives: a preview shows under its outputs what a change would make of it. |
| \`taskOutputs\` | What was written by tasks that the settings ask for, by name, each a secret: the first account of an app with its password, a link. \`npm run pulumi -- stack output taskOutputs --show-secrets --stack <stack>\` shows them. |
| \`restoreProvedAt\` | When \`npm run restore-drill\` last proved that the host's backups can be restored, or \`never\`; of hosts with backups. |
| \`backupBuckets\` | By name: \`bucket\`, \`endpoint\`, \`region\`, \`accessKeyId\` and, secret, \`secretAccessKey\` of each bucket, as \`host.backup.repository\` takes them. |
`;

/** The reference of all settings, as the text of docs/settings.md. */
export function settingsReference(): string {
    const { distribution, apps, ...hardenings } = readSchema(hostSettings).properties ?? {};
    const host: JsonSchema = {
        properties: distribution === undefined ? {} : { distribution },
    };
    const sections = [
        ["`rollout`", readSchema(rolloutSettings)],
        ["`backupBuckets.<name>`", readSchema(backupBucketSettings())],
        ["`login`", readSchema(loginSettings)],
        ...cloudIds.filter(isCloudId).map((id) => [`\`cloud.${id}\``, readSchema(cloud(id).settings)] as const),
        ["`dns`", readSchema(dnsSettings)],
        ["`host`", host],
        ...Object.entries(hardenings).map(([id, schema]) => [`\`host.${id}\``, schema] as const),
        ...Object.entries(apps?.properties ?? {}).map(([id, schema]) => [`\`host.apps.${id}\``, schema] as const),
    ] as const;
    return [introduction, ...sections.map(([title, schema]) => renderSection(title, schema)), outputs].join("\n");
}

function renderSection(title: string, schema: JsonSchema): string {
    const description = schema.description === undefined ? [] : [schema.description, ""];
    const rows = [...settingRows(schema, ""), ...(schema.properties === undefined ? membersOfMap(schema, "") : [])];
    const table = ["| Setting | Value | Default | Meaning |", "| --- | --- | --- | --- |", ...rows];
    return [`## ${title}`, "", ...description, ...(rows.length === 0 ? ["Has no settings."] : table), ""].join("\n");
}

/** A row for each setting; maps and lists of maps are followed by what is in them. */
function settingRows(schema: JsonSchema, prefix: string): string[] {
    return Object.entries(schema.properties ?? {}).flatMap(([key, member]) => {
        const name = `${prefix}${key}`;
        const required = schema.required?.includes(key) === true;
        const inner = membersOf(member, name);
        const fallback = required ? "required" : showDefault(member);
        const row = `| \`${name}\` | ${describeValue(member)} | ${fallback} | ${escapeCell(member.description ?? "")} |`;
        return inner.length > 0 && member.description === undefined ? inner : [row, ...inner];
    });
}

function membersOf(schema: JsonSchema, name: string): string[] {
    if (schema.properties !== undefined) return settingRows(schema, `${name}.`);
    if (schema.oneOf !== undefined)
        return schema.oneOf.flatMap((kind) => settingRows(kind, `${name}(${nameOfKind(kind)}).`));
    if (schema.items?.properties !== undefined) return settingRows(schema.items, `${name}[].`);
    return membersOfMap(schema, `${name}.`);
}

function membersOfMap({ additionalProperties: entry }: JsonSchema, prefix: string): string[] {
    return typeof entry === "object" ? settingRows(entry, `${prefix}<name>.`) : [];
}

function describeValue(schema: JsonSchema): string {
    if (schema.enum !== undefined) return `one of ${schema.enum.map((value) => `\`${String(value)}\``).join(", ")}`;
    if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
    if (schema.anyOf !== undefined) return schema.anyOf.map(describeValue).join(" or ");
    if (schema.oneOf !== undefined) return `map of one kind: ${schema.oneOf.map(nameOfKind).join(", ")}`;
    switch (schema.type) {
        case "integer":
            return `whole number${describeRange(schema)}`;
        case "number":
            return `number${describeRange(schema)}`;
        case "boolean":
            return "`true` or `false`";
        case "array":
            return `list of ${schema.items === undefined ? "values" : describeValue(schema.items)}`;
        case "object":
            return "map";
        default:
            return "text";
    }
}

function describeRange({ minimum = -Infinity, maximum = Infinity }: JsonSchema): string {
    const from = minimum > Number.MIN_SAFE_INTEGER ? ` from ${minimum}` : "";
    const to = maximum < Number.MAX_SAFE_INTEGER ? ` to ${maximum}` : "";
    return from + to;
}

function showDefault({ default: value }: JsonSchema): string {
    return value === undefined ? "none" : `\`${escapeCell(JSON.stringify(value))}\``;
}

function escapeCell(text: string): string {
    return text.replaceAll("|", String.raw`\|`).replaceAll("\n", " ");
}
