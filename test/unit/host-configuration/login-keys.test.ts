import assert from "node:assert/strict";
import { completePlan } from "../../../components/delivery/complete-plan";
import { planHost } from "../../../components/host/plan-host";
import { hostSettings } from "../../../components/host/settings";
import { planChanges } from "../../../provider/host-configuration/changes";
import { desiredOf, inputsOf } from "../../../provider/host-configuration/desired";
import { driftedState } from "../../../provider/host-configuration/drift";
import type { ObservedPath } from "../../../provider/host-configuration/observation";
import { observationRequest } from "../../../provider/host-configuration/observation-request";
import { observation, state, unchangedFile } from "./fixtures";

const folder = "/etc/ssh/authorized_keys.d";
const login = { user: "deploy", authorizedKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKnown deploy"] };
const { secretFiles: _none, ...plan } = completePlan(planHost("demo", login, hostSettings.parse({})), {});
const planned = state({
    files: { [`${folder}/deploy`]: plan.files[`${folder}/deploy`] ?? assert.fail("the plan has no key file") },
    folders: { [folder]: plan.folders[folder] ?? assert.fail("the plan does not manage the folder of keys") },
});
const desired = desiredOf(inputsOf(planned));
const actualFolder: ObservedPath = { ...unchangedFile, type: "folder", mode: "0755" };
const evilKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEvil\n";

describe("a login key that is not the plan's", () => {
    it("is looked for among all entries of the folder", () => {
        assert.equal(observationRequest(desired, []).get("exclusive"), `${folder}\0`);
    });

    it("is drift when its line was added to a planned file, and the file is written again", () => {
        const content = `${planned.files[`${folder}/deploy`]?.content ?? ""}${evilKey}`;
        const observed = observation({
            paths: new Map([
                [folder, actualFolder],
                [`${folder}/deploy`, { ...unchangedFile, asExpected: false, content }],
            ]),
        });
        assert.ok(driftedState(planned, observed).files[`${folder}/deploy`]?.content.endsWith(evilKey));
        const changes = planChanges(desired, { paths: [], users: [] }, observed);
        assert.deepEqual(Object.keys(changes.write), [`${folder}/deploy`]);
    });

    it("is drift when it is a file of its own, root's for example, and the file is deleted", () => {
        const observed = observation({
            paths: new Map([
                [folder, actualFolder],
                [`${folder}/deploy`, unchangedFile],
            ]),
            strangers: new Map([[`${folder}/root`, { ...unchangedFile, content: evilKey }]]),
        });
        assert.equal(driftedState(planned, observed).files[`${folder}/root`]?.content, evilKey);
        assert.deepEqual(planChanges(desired, { paths: [], users: [] }, observed).delete, [`${folder}/root`]);
    });
});
