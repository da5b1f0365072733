import assert from "node:assert/strict";
import { PlanConflictError } from "../../../components/host/conflicts";
import { linesOf, planWith } from "./plan-fixture";

const key = linesOf(planWith(), "/etc/ssh/authorized_keys.d/deploy")[0];

const people = {
    alex: { authorizedKeys: [key], administrator: true },
    robin: { authorizedKeys: [key] },
};
const plan = planWith({ accounts: { people } });

describe("the accounts hardening", () => {
    it("makes the login of deliveries an administrator who may log in", () => {
        assert.deepEqual(planWith().users["deploy"], {
            shell: "/bin/bash",
            home: "/home/deploy",
            groups: ["ssh-login", "sudo"],
        });
    });

    it("makes people administrators only where it is said", () => {
        assert.deepEqual(plan.users["alex"]?.groups, ["ssh-login", "sudo"]);
        assert.deepEqual(plan.users["robin"]?.groups, ["ssh-login"]);
        const rules = linesOf(plan, "/etc/sudoers.d/hardened-host").filter((line) => !line.startsWith("Defaults"));
        assert.deepEqual(rules, ["alex ALL=(ALL:ALL) NOPASSWD: ALL", "deploy ALL=(ALL:ALL) NOPASSWD: ALL"]);
    });

    it("gives each of them a key file", () => {
        for (const name of ["alex", "deploy", "robin"]) {
            assert.deepEqual(linesOf(plan, `/etc/ssh/authorized_keys.d/${name}`), [key]);
        }
    });

    it("sets every login account free of password ageing, which would shut it out with its key", () => {
        assert.match(
            plan.activations["accounts-login"]?.command ?? "",
            /; for name in alex robin deploy; do chage .*-M -1 /,
        );
        assert.ok(linesOf(plan, "/etc/login.defs").includes("PASS_MAX_DAYS 365"));
    });

    it("locks root's password", () => {
        assert.match(plan.activations["accounts-root"]?.command ?? "", /; passwd --quiet --lock root$/);
    });

    it("refuses the login of deliveries among the people", () => {
        assert.throws(() => planWith({ accounts: { people: { deploy: people.robin } } }), PlanConflictError);
    });

    for (const name of ["root", "www-data", "systemd-network", "hardened-host-x", "Alex", "a b", "../x", ""]) {
        it(`refuses ${JSON.stringify(name)} as the name of a person`, () => {
            assert.throws(() => planWith({ accounts: { people: { [name]: people.robin } } }));
        });
    }

    it("refuses a person without a key", () => {
        assert.throws(() => planWith({ accounts: { people: { robin: { authorizedKeys: [] } } } }));
    });

    it("ends idle shells after the time that is set, and sets none in scripts", () => {
        const profile = linesOf(planWith({ accounts: { idleTimeoutMinutes: 5 } }), "/etc/profile.d/hardened-host.sh");
        assert.ok(profile.includes('[ "${TMOUT:-}" = 300 ] || TMOUT=300'));
        assert.ok(profile.indexOf("*i*)") < profile.indexOf("readonly TMOUT"));
    });
});
