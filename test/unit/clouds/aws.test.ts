import assert from "node:assert/strict";
import { architectureOf } from "../../../components/clouds/aws/image";
import { statementsOf } from "../../../components/clouds/aws/instance-profile";
import { aws } from "../../../components/clouds/aws";

const minimal = { region: "eu-central-1", instanceType: "t3.small" };

function problemsOf(settings: object): string[] | undefined {
    const { error } = aws.factory.safeParse({ ...minimal, ...settings });
    return error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("AWS", () => {
    it("boots the image of the processor that the instance type has", () => {
        for (const type of [
            "a1.medium",
            "t4g.small",
            "m7gd.large",
            "c7gn.xlarge",
            "im4gn.large",
            "x2gd.medium",
            "r8g.large",
        ]) {
            assert.equal(architectureOf(type), "arm64", type);
        }
        for (const type of [
            "t3.small",
            "t3a.small",
            "m7i.large",
            "g4dn.xlarge",
            "g6e.xlarge",
            "c6id.large",
            "u7i-12tb.224xlarge",
        ]) {
            assert.equal(architectureOf(type), "x86_64", type);
        }
    });

    it("allows for certificates only the challenges of the names given", () => {
        const statements = statementsOf({
            dns01: { zoneId: "Z0123456789ABC", names: ["a.example.org", "b.example.org"] },
        });
        const changes = statements.filter(({ Action }) => Action.some((action) => /Change[A-Z]/.test(action)));
        const [change] = changes.filter(({ Action }) => Action.includes("route53:ChangeResourceRecordSets"));
        assert.deepEqual(change?.Condition, {
            "ForAllValues:StringEquals": {
                "route53:ChangeResourceRecordSetsNormalizedRecordNames": [
                    "_acme-challenge.a.example.org",
                    "_acme-challenge.b.example.org",
                ],
                "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"],
            },
        });
        assert.equal(change.Resource, "arn:aws:route53:::hostedzone/Z0123456789ABC");
    });

    it("allows for backups no deletion but of locks, and nothing outside the folder", () => {
        const statements = statementsOf({ backups: { bucket: "backups", prefix: "web-1/" } });
        const deletions = statements.filter(({ Action }) => Action.some((action) => action.includes("Delete")));
        assert.deepEqual(
            deletions.map(({ Resource }) => Resource),
            ["arn:aws:s3:::backups/web-1/locks/*"],
        );
        const objects = statements.filter(({ Action }) => Action.some((action) => action.endsWith("Object")));
        assert.ok(objects.every(({ Resource }) => Resource.startsWith("arn:aws:s3:::backups/web-1/")));
        assert.ok(statements.flatMap(({ Action }) => Action).every((action) => !action.includes("*")));
    });

    it("refuses what could only fail half-way", () => {
        assert.deepEqual(problemsOf({ replaceOnChange: true, protectMachine: true }), [
            "replaceOnChange: must not be true while protectMachine is, which keeps the old machine from being deleted",
        ]);
        assert.deepEqual(problemsOf({ dataVolume: { sizeGib: 10 } }), [
            "subnetId: must be given with dataVolume, which stays in the zone of that subnet",
        ]);
        assert.equal(problemsOf({ dataVolume: { sizeGib: 10 }, subnetId: "subnet-0123abcd" }), undefined);
    });

    it("refuses ids of another kind, and regions that are none", () => {
        assert.deepEqual(problemsOf({ image: "debian-13" }), [
            "image: must be the id of an image, such as ami-0abc1234",
        ]);
        assert.deepEqual(problemsOf({ region: "frankfurt" }), ["region: must be an AWS region, such as eu-central-1"]);
    });
});
