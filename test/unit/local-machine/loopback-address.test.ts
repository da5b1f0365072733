import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
    boundAddresses,
    candidateAddresses,
    claimAddress,
    releaseAddress,
} from "../../../provider/local-machine/loopback-address";

function firstCandidates(owner: string, count: number): string[] {
    const candidates: string[] = [];
    for (const address of candidateAddresses(owner)) if (candidates.push(address) === count) break;
    return candidates;
}

describe("loopback address of a local machine", () => {
    let folder: string;
    const previous = process.env["XDG_STATE_HOME"];

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "addresses-"));
        process.env["XDG_STATE_HOME"] = folder;
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
        if (previous === undefined) delete process.env["XDG_STATE_HOME"];
        else process.env["XDG_STATE_HOME"] = previous;
    });

    function machineFolder(name: string): string {
        const path = join(folder, name);
        mkdirSync(path);
        return path;
    }

    it("is in 127.64.0.0/10 and looks like the address of a host", () => {
        for (const owner of ["one", "another", "a third"]) {
            for (const address of firstCandidates(owner, 600)) {
                const [first, second = 0, , last] = address.split(".").map(Number);
                assert.ok(first === 127 && second >= 64 && second <= 127 && last !== 0 && last !== 255, address);
            }
        }
    });

    it("is the same for the same owner, and another for another", () => {
        assert.deepEqual(firstCandidates("one", 3), firstCandidates("one", 3));
        assert.notDeepEqual(firstCandidates("one", 1), firstCandidates("other", 1));
    });

    it("is given to one machine at a time, also when several claim it at once", async () => {
        const folders = ["a", "b", "c"].map(machineFolder);
        const claimed = await Promise.all(folders.map((path) => claimAddress("same owner", path)));
        assert.equal(new Set(claimed).size, 3, claimed.join(" "));
    });

    it("can be had again once it was released, or once its machine is gone", async () => {
        const [one, other] = [machineFolder("one"), machineFolder("other")];
        const address = await claimAddress("owner", one);
        await releaseAddress(address, other);
        assert.notEqual(await claimAddress("owner", other), address, "only its holder can release it");
        await releaseAddress(address, one);
        assert.equal(await claimAddress("owner", one), address);
        rmSync(one, { recursive: true });
        assert.equal(await claimAddress("owner", machineFolder("next")), address);
    });

    it("is not one that a program of this computer listens on", async () => {
        const [taken = "", next = ""] = firstCandidates("owner", 2);
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(0, taken, resolve));
        try {
            assert.equal(await claimAddress("owner", machineFolder("one")), next);
        } finally {
            server.close();
        }
    });

    it("is read from the kernel's table in the byte order it is printed in", () => {
        const table =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n" +
            "   0: 0201407F:107E 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100 0 0 10 0\n";
        assert.deepEqual(boundAddresses(table), new Set(["127.64.1.2"]));
    });
});
