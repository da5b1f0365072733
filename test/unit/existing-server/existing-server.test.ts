import { transactionParts } from "../../../provider/host-configuration/transaction";
import assert from "node:assert/strict";
import { distributionNames } from "../../../components/host/distributions";
import { existingServer } from "../../../provider/existing-server/existing-server";
import { takenOver, type ExistingServerState } from "../../../provider/existing-server/inputs";
import { packageOf, readInspection, tools } from "../../../provider/existing-server/inspection";
import { takeoverProblems } from "../../../provider/existing-server/problems";
import { fingerprintOf } from "../../../provider/existing-server/server-key";
import { remoteText } from "../../../provider/host-configuration/host-programs";

const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBcpEue0Zsbmp6MdlmS/WyLOwtwqdA6juTpbzdj/s5Q1";
const state: ExistingServerState = {
    address: "203.0.113.7",
    port: 22,
    user: "root",
    acceptHostKey: fingerprintOf(hostKey),
    distribution: "debian-13",
    planned: { port: 4222, user: "deploy" },
    machineId: "0123456789abcdef0123456789abcdef",
    currentHostKey: hostKey,
};
const { machineId: _id, currentHostKey: _key, ...inputs } = state;
const context = {
    urn: "urn:pulumi:test::hardened-host::ExistingServer::server",
    log: { progress: () => {}, info: () => {}, warn: () => {} },
    cancelled: new AbortController().signal,
};
const way = { address: inputs.address, port: 22, user: "root", hostKeys: [hostKey] };

/** What a server says that is fit. */
const fit = [
    "os\tdebian-13",
    `machine-id\t${state.machineId}`,
    "init\tsystemd",
    `host-key\t${hostKey}`,
    "free-mib\t/\t4000",
    "listener\tsshd",
    "end",
];

function problemsWith(...facts: string[]): string[] {
    const kinds = facts.map((fact) => fact.split("\t")[0]);
    const lines = [...facts, ...fit.filter((fact) => !kinds.includes(fact.split("\t")[0]))];
    return takeoverProblems(readInspection({ lines, stderr: "", way }), inputs, hostKey);
}

describe("an existing server", () => {
    it("may run what hosts may run", () => assert.deepEqual([...takenOver].sort(), [...distributionNames].sort()));

    it("is never replaced: another address may be the same server", () => {
        assert.deepEqual(existingServer.diff(state, inputs), { changes: false });
        assert.deepEqual(existingServer.diff(state, { ...inputs, address: "198.51.100.7" }), { changes: true });
    });

    it("is not asked when only the way in changes, or its key is named in another way", async () => {
        const { acceptHostKey: _accepted, ...rest } = inputs;
        const next = { ...rest, hostKey, port: 2200, planned: { port: 5222, user: "deploy" } };
        assert.deepEqual(await existingServer.update(state.machineId, state, next, context), {
            ...next,
            machineId: state.machineId,
            currentHostKey: hostKey,
        });
    });

    it("has no problems when it is fit", () => assert.deepEqual(problemsWith(), []));

    it("is refused without systemd, and without a name of its own", () => {
        assert.match(problemsWith("init\ttini").join(), /first process of the server is tini; it must be systemd/);
        assert.match(problemsWith("machine-id\tuninitialized").join(), /no valid \/etc\/machine-id/);
    });

    it("is refused when sshd uses another key than the one that is kept", () => {
        const other = hostKey.replace("BcpE", "BcpF");
        assert.match(problemsWith(`host-key\t${other}`).join(), /holds another key than the one that sshd shows/);
    });

    it("is asked for each tool, whose package is known", () => {
        assert.deepEqual(
            tools.filter(
                (tool) => packageOf(tool) === tool && !["dpkg", "grep", "passwd", "sed", "tar"].includes(tool),
            ),
            [],
        );
        assert.match(problemsWith("missing\tss", "missing\tcmp").join(), /`apt-get install iproute2 diffutils`/);
    });

    it("is asked for every such tool that a delivery uses", () => {
        const programs = ["reload-units", "rollback", "confirm", "old-port"].map((name) => `programs/${name}`);
        const scripts = ["apply.sh", ...transactionParts, "observe.sh", "exposure.sh", ...programs].map(remoteText);
        const used = ["flock", "fallocate", "xargs", "sha256sum", "systemd-run", "ss", "unshare", "useradd", "apt-get"];
        for (const tool of used) {
            assert.ok(
                scripts.some((script) => new RegExp(`\\b${tool}\\b`).test(script)),
                `${tool} is not used any more`,
            );
            assert.ok(tools.includes(tool), tool);
        }
    });
});
