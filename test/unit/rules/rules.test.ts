import assert from "node:assert/strict";
import { planRules } from "../../../components/rules/plan-rules";
import { violationsOf } from "../../../components/rules/rule";
import { judgePlan } from "../../../stacks/enforce-rules";
import { rules } from "../../../stacks/rules";
import { goldenCases } from "../../golden/cases";
import { planCase } from "../../golden/golden-files";

describe("every rule", () => {
    for (const rule of rules.plan) {
        it(`${rule.id} finds nothing in its passing example, and something in its failing one`, () => {
            assert.deepEqual(rule.violations(rule.examples.passing), []);
            assert.notDeepEqual(rule.violations(rule.examples.failing), []);
        });
    }
    for (const rule of rules.resource) {
        it(`${rule.id} finds nothing in its passing example, and something in its failing one`, () => {
            assert.deepEqual(rule.violations(rule.examples.passing), []);
            assert.notDeepEqual(rule.violations(rule.examples.failing), []);
        });
    }

    it("has a name of its own", () => {
        const ids = [...rules.plan, ...rules.resource].map(({ id }) => id);
        assert.equal(new Set(ids).size, ids.length);
        for (const id of ids) assert.match(id, /^[a-z]+(-[a-z]+)*$/);
    });

    it("is kept by the plans of the golden files", () => {
        const broken = goldenCases.flatMap((golden) =>
            violationsOf(planRules, planCase(golden)).map(({ rule }) => [golden.name, rule.id]),
        );
        // It opens its ways out, to have every setting away from its default.
        assert.deepEqual(broken, [["debian-13-tuned", "closed-ways-out"]]);
    });
});

describe("a plan that breaks rules", () => {
    const [root] = planRules;
    assert.ok(root !== undefined);

    it("is refused like a wrong setting, with what to do", () => {
        const { problems, advice } = judgePlan("web-1", root.examples.failing);
        assert.deepEqual(advice, []);
        assert.ok(
            problems.some(({ path, problem }) => path === "hosts.web-1.host" && problem.includes("no-root-login")),
        );
    });

    it("of an advisory rule is let through, with advice", () => {
        const advisory = planRules.find(({ level }) => level === "advisory");
        assert.ok(advisory !== undefined);
        const { problems, advice } = judgePlan("web-1", advisory.examples.failing);
        assert.deepEqual(problems, []);
        assert.match(advice.join(), /^hosts\.web-1\.host: breaks the rule \S+: .*\.$/);
    });
});
