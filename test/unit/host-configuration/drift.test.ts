import assert from "node:assert/strict";
import { driftedState } from "../../../provider/host-configuration/drift";
import { observation, rootOwned, state, unchangedFile } from "./fixtures";

const planned = state({
    files: { "/etc/a": { content: "planned\n", ...rootOwned } },
    secretFiles: { "/etc/secret": { content: "hunter2\n", ...rootOwned, mode: "0400" } },
    units: { "a.service": { enabled: true, active: true } },
    packages: ["acct"],
});

const asPlanned = {
    paths: new Map([
        ["/etc/a", unchangedFile],
        ["/etc/secret", { ...unchangedFile, mode: "0400" }],
    ]),
    units: new Map([["a.service", { loadState: "loaded", activeState: "active", unitFileState: "enabled" }]]),
    installedPackages: new Set(["acct"]),
};

describe("driftedState", () => {
    it("is the planned state when the host is as planned", () => {
        const drifted = driftedState(planned, observation(asPlanned));
        assert.deepEqual(
            { ...drifted, hostKeyFingerprint: "", sshfp: [] },
            { ...planned, hostKeyFingerprint: "", sshfp: [] },
        );
    });

    it("shows the actual text, mode and owner of a changed file", () => {
        const actual = { ...unchangedFile, asExpected: false, content: "tampered\n", mode: "0666", owner: "nobody" };
        const drifted = driftedState(planned, observation({ ...asPlanned, paths: new Map([["/etc/a", actual]]) }));
        assert.deepEqual(drifted.files["/etc/a"], {
            content: "tampered\n",
            mode: "0666",
            owner: "nobody",
            group: "root",
        });
    });

    it("never reads a changed secret back", () => {
        const paths = new Map([["/etc/secret", { ...unchangedFile, mode: "0400", asExpected: false }]]);
        const drifted = driftedState(planned, observation({ ...asPlanned, paths }));
        assert.equal(drifted.secretFiles["/etc/secret"]?.content, "(changed on the host)");
    });

    it("leaves out what is gone, and shows strangers and files that should be absent", () => {
        const withAbsent = { ...planned, absentFiles: ["/etc/unwanted"] };
        const drifted = driftedState(
            withAbsent,
            observation({
                paths: new Map([["/etc/unwanted", unchangedFile]]),
                strangers: new Map([["/etc/own.d/x", { ...unchangedFile, content: "evil\n" }]]),
            }),
        );
        assert.deepEqual(Object.keys(drifted.files).sort(), ["/etc/own.d/x", "/etc/unwanted"]);
        assert.equal(drifted.files["/etc/own.d/x"]?.content, "evil\n");
        assert.deepEqual(drifted.packages, []);
        assert.deepEqual(drifted.secretFiles, {});
    });

    it("shows a stopped and a disabled unit", () => {
        const units = new Map([
            ["a.service", { loadState: "loaded", activeState: "inactive", unitFileState: "disabled" }],
        ]);
        const drifted = driftedState(planned, observation({ ...asPlanned, units }));
        assert.deepEqual(drifted.units["a.service"], { enabled: false, active: false });
    });
});
