import assert from "node:assert/strict";
import { asPruner, withCredential } from "../../../scripts/backup/pruner";
import { backupSettings } from "../../../components/host/services/backup/settings";

describe("the pruner's credential", () => {
    const env = { RESTIC_REST_USERNAME: "pruner", RESTIC_REST_PASSWORD: "a/b@c d" };

    it("goes into the address of a rest-server, whatever is in it, and nowhere else", () => {
        assert.equal(
            withCredential("rest:https://store.example.org:8001/web-1/", env),
            "rest:https://pruner:a%2Fb%40c%20d@store.example.org:8001/web-1/",
        );
        for (const address of [
            "s3:https://s3.amazonaws.com/b/web-1",
            "rest:https://me:mine@store.example.org/web-1/",
        ]) {
            assert.equal(withCredential(address, env), address);
        }
        assert.equal(withCredential("rest:https://store.example.org/", {}), "rest:https://store.example.org/");
    });

    it("must be given, for every repository but a folder", async () => {
        const settings = backupSettings.parse({
            repository: { type: "rest", host: "store.example.org", user: "web-1" },
        });
        const backup = { host: "web-1", settings, repository: "rest:https://x/", password: "p", credential: "hosts" };
        await assert.rejects(
            asPruner(backup, { PATH: "" }, () => Promise.resolve()),
            /No credential of the pruner's own/,
        );
    });
});
