import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { backupStore, backupStoreIds, type BackupStoreId } from "../../components/backup-stores/index";
import type { BackupStore } from "../../components/backup-stores/store";
import { publicTexts, recordRegistrations, type Registration } from "../components/registrations";

const plantedSecret = "planted-secret-71c9e4";

const given: Readonly<Record<BackupStoreId, object>> = {
    aws: { bucket: "example-backups", region: "eu-central-1", lockedDays: 45 },
    digitalocean: { bucket: "example-backups", region: "fra1", lockedDays: 45 },
};

interface Evidence {
    readonly resources: readonly Registration[];
    readonly capabilities: BackupStore["capabilities"];
}

async function gather(id: BackupStoreId): Promise<Evidence> {
    const { resources } = await recordRegistrations({
        outputsOf: ({ name, inputs }) => ({
            ...(inputs as Record<string, unknown>),
            arn: `arn:aws:s3:::${name}`,
            secret: plantedSecret,
            secretKey: plantedSecret,
            accessKey: "ID",
        }),
    });
    const store = backupStore(id).parse(given[id])("backups", { stack: "test" }, {});
    await pulumi.runtime.disconnect();
    return { resources, capabilities: store.capabilities };
}

const policySchema = z.object({
    Statement: z.array(z.looseObject({ Effect: z.string(), Action: z.union([z.string(), z.array(z.string())]) })),
});

/** Statements of all policies whose resource's type ends so. */
function statementsOf({ resources }: Evidence, type: string) {
    return resources
        .filter((resource) => resource.type.endsWith(type))
        .flatMap(({ inputs }) => policySchema.parse(JSON.parse(String(inputs["policy"]))).Statement);
}

const inputsText = ({ resources }: Evidence) => JSON.stringify(resources.map(({ inputs }) => inputs));
const bucketsOf = ({ resources }: Evidence) => resources.filter(({ type }) => /s3\/|[sS]pacesBucket/.test(type));

/** What must be so at every provider, or at each that says it can. */
const rules: Readonly<Record<string, (evidence: Evidence) => void>> = {
    "stays when the stack is destroyed": (evidence) => {
        assert.ok(bucketsOf(evidence).length > 0);
        for (const { name, retainOnDelete, protect } of bucketsOf(evidence)) assert.ok(retainOnDelete && protect, name);
    },
    "keeps old versions, for the days that were asked for": (evidence) => {
        assert.match(
            inputsText(evidence),
            /"(versioning|versioningConfiguration)":\{("enabled":true|"status":"Enabled")/,
        );
        assert.match(inputsText(evidence), /"noncurrentVersionExpiration":\{"(noncurrentDays|days)":45\}/);
    },
    "is open to nobody": (evidence) => {
        const text = inputsText(evidence);
        const closed = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
        assert.ok(/"acl":"private"/.test(text) || closed.every((name) => text.includes(`"${name}":true`)));
    },
    "is encrypted at rest": (evidence) => {
        // Spaces always are, and cannot be asked: https://docs.digitalocean.com/products/spaces/
        const asked = /"applyServerSideEncryptionByDefault":\{"sseAlgorithm":"(AES256|aws:kms)"\}/.test(
            inputsText(evidence),
        );
        assert.ok(asked || evidence.resources.some(({ type }) => type.includes("spacesBucket:")));
    },
    "shows no secret": (evidence) => {
        const texts = evidence.resources.flatMap(({ inputs }) => publicTexts(inputs));
        assert.deepEqual(
            texts.filter((text) => text.includes(plantedSecret)),
            [],
        );
    },
    "has a host's key that cannot delete backups, where that can be said": (evidence) => {
        if (!evidence.capabilities.appendOnlyCredential) return;
        const allowed = statementsOf(evidence, "UserPolicy").flatMap(({ Action, ...rest }) =>
            [Action].flat().map((action) => `${action} ${JSON.stringify(rest["Resource"])}`),
        );
        assert.ok(allowed.some((one) => one.startsWith("s3:PutObject ")));
        const dangerous = allowed.filter((one) => !/^s3:(ListBucket|GetBucketLocation|GetObject|PutObject) /.test(one));
        assert.deepEqual(dangerous, ['s3:DeleteObject "arn:aws:s3:::backups/*/locks/*"']);
    },
    "locks what is stored, where that can be done": (evidence) => {
        if (!evidence.capabilities.objectLock) return;
        assert.match(inputsText(evidence), /"objectLockEnabled":true/);
        assert.match(inputsText(evidence), /"defaultRetention":\{"days":45,"mode":"(GOVERNANCE|COMPLIANCE)"\}/);
    },
    "refuses requests that are not encrypted, where that can be said": (evidence) => {
        if (!evidence.capabilities.refusesPlainHttp) return;
        const refusals = statementsOf(evidence, "BucketPolicy").filter(({ Effect }) => Effect === "Deny");
        assert.match(JSON.stringify(refusals), /"s3:\*".*"aws:SecureTransport":"false"/);
    },
};

/** Each makes evidence that its rule must refuse. */
const flaws: Readonly<Record<string, (text: string) => string>> = {
    "stays when the stack is destroyed": (text) => text.replace('"retainOnDelete":true', '"retainOnDelete":false'),
    "keeps old versions, for the days that were asked for": (text) =>
        text
            .replace('"noncurrentDays":45', '"noncurrentDays":1')
            .replace('Expiration":{"days":45', 'Expiration":{"days":1'),
    "is open to nobody": (text) =>
        text.replace('"private"', '"public-read"').replace('"blockPublicAcls":true', '"x":1'),
    "is encrypted at rest": (text) => text.replace('"AES256"', '"none"').replace(/spacesBucket:/g, "bucket:"),
    "shows no secret": (text) => text.replace('"inputs":{', `"inputs":{"note":"${plantedSecret}",`),
    "has a host's key that cannot delete backups, where that can be said": (text) => text.replace("/locks/*", "/*"),
    "locks what is stored, where that can be done": (text) => text.replace('"GOVERNANCE"', '"NONE"'),
    "refuses requests that are not encrypted, where that can be said": (text) => text.replace("Deny", "Allow"),
};

for (const id of backupStoreIds) {
    describe(`a bucket for backups at ${id}`, () => {
        let evidence: Evidence;
        before(async () => (evidence = await gather(id)));

        for (const [title, check] of Object.entries(rules)) {
            it(title, () => check(evidence));

            it(`is refused when it does not: ${title}`, function () {
                const text = JSON.stringify(evidence.resources);
                const broken = flaws[title]?.(text) ?? text;
                // The provider says that it cannot: there is nothing to break.
                if (broken === text) this.skip();
                const resources = JSON.parse(broken) as Registration[];
                assert.throws(() => check({ ...evidence, resources }), assert.AssertionError);
            });
        }

        it("refuses settings that it does not know, and a lock that is shorter than a week", () => {
            assert.ok(!backupStore(id).safeParse({ ...given[id], public: true }).success);
            assert.ok(!backupStore(id).safeParse({ ...given[id], lockedDays: 1 }).success);
        });
    });
}
