import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { completePlan } from "../../../components/delivery/complete-plan";
import { emptyPlan } from "../../../components/host/plan";
import { hostConfigurationInputs } from "../../../provider/host-configuration/inputs";

const connection = {
    address: "127.0.0.2",
    port: 4222,
    user: "deploy",
    hostKey: "ssh-ed25519 AAAAC3Nza",
    rotateHostKey: true,
};

describe("complete plan", () => {
    it("fills in every default that the provider leaves to the program", () => {
        const completed = completePlan(
            {
                ...emptyPlan,
                files: { "/etc/motd": { content: "hello\n" } },
                folders: { "/etc/example.d": {} },
                users: { deploy: { shell: "/bin/bash", home: "/home/deploy", groups: ["ssh-login"] } },
            },
            {},
        );
        assert.deepEqual(completed.files, {
            "/etc/motd": { content: "hello\n", mode: "0644", owner: "root", group: "root" },
        });
        assert.deepEqual(completed.folders, {
            "/etc/example.d": { mode: "0755", owner: "root", group: "root", exclusive: false },
        });
        assert.equal(completed.users["deploy"]?.system, false);
        const inputs = {
            machineId: "m",
            distribution: "debian-13",
            connection,
            confirmTimeoutSeconds: 120,
            ...completed,
            secretFiles: {},
        };
        assert.deepEqual(hostConfigurationInputs.safeParse(inputs).error?.issues, undefined);
    });

    it("keeps what the plan says over the defaults", () => {
        const own = { content: "x\n", mode: "0600", owner: "deploy", group: "adm", validate: 'true "$1"' };
        assert.deepEqual(completePlan({ ...emptyPlan, files: { "/etc/x": own } }, {}).files["/etc/x"], own);
    });

    it("gives secret files as a secret, readable by root only", async () => {
        const plan = { ...emptyPlan, secretFiles: { "/etc/token": { secret: "api-token" } } };
        const { secretFiles } = completePlan(plan, { "api-token": pulumi.secret("s3cret") });
        assert.equal(await pulumi.isSecret(secretFiles), true);
        const value = await new Promise((resolve) => void secretFiles.apply(resolve));
        assert.deepEqual(value, { "/etc/token": { content: "s3cret", mode: "0400", owner: "root", group: "root" } });
    });

    it("refuses to go on without a secret that the plan names", () => {
        const plan = { ...emptyPlan, secretFiles: { "/etc/token": { secret: "api-token" } } };
        assert.throws(() => completePlan(plan, {}), /api-token/);
    });
});
