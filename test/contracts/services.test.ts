import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { partRules } from "./parts/rules";
import { subjects } from "./services/subjects";

for (const subject of subjects) {
    const { id } = subject.part;
    describe(`the service ${id}`, () => {
        it("is named as its file", () => {
            assert.ok(existsSync(join(__dirname, `../../components/host/services/${id}.ts`)));
        });

        for (const [title, rule] of Object.entries(partRules)) it(title, () => assert.deepEqual(rule(subject), []));
    });
}
