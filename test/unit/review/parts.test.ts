import assert from "node:assert/strict";
import { hostInputs } from "../../../scripts/review/host-inputs";
import { compareHosts } from "../../../scripts/review/security/index";
import type { Direction, Finding } from "../../../scripts/review/security/finding";
import { subjects as apps } from "../../contracts/apps/subjects";
import { planOf, type PartSubject } from "../../contracts/parts/rules";
import { subjects as services } from "../../contracts/services/subjects";

/** Services that protect nothing by themselves; each says why. */
const neutralServices: Readonly<Record<string, string>> = {
    edge: "it serves what others ask for: its openings, accounts and sandbox speak for it",
};

const nothing = hostInputs.parse({});

function changes(subject: PartSubject, isAdded: boolean): readonly Finding[] {
    const host = hostInputs.parse(planOf(subject, subject.everything));
    return isAdded ? compareHosts(nothing, host, new Map()) : compareHosts(host, nothing, new Map());
}

const directions = (findings: readonly Finding[]) => new Set(findings.map(({ direction }): Direction => direction));

describe("a review has words for every part", () => {
    for (const subject of services) {
        const { id } = subject.part;
        const reason = neutralServices[id];
        if (reason !== undefined) {
            it(`${id}: taking it away is no loss of security, because ${reason}`, () => {
                assert.ok(!directions(changes(subject, false)).has("weaker"));
                assert.ok(changes(subject, true).length > 0);
            });
            continue;
        }
        it(`${id}: a host without it is weaker, one that gets it is stronger`, () => {
            const hint = `a unit or file of ${id} needs a line in scripts/review/security, or ${id} a reason in this test`;
            assert.ok(directions(changes(subject, false)).has("weaker"), `taken away: ${hint}`);
            assert.ok(directions(changes(subject, true)).has("stronger"), `added: ${hint}`);
            assert.ok(!directions(changes(subject, true)).has("weaker"), "added: it cannot be both");
        });
    }

    for (const subject of apps) {
        it(`${subject.part.id}: a reviewer is told of an app that is added, and that none of it is stronger`, () => {
            const found = changes(subject, true).filter(({ area }) => !["packages", "backups"].includes(area));
            assert.ok(found.length > 0);
            assert.deepEqual(
                found.filter(({ direction }) => direction === "stronger"),
                [],
            );
        });
    }
});
