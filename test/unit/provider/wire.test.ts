import assert from "node:assert/strict";
import { containsSecret, isUnknown, secretNames, unwrapMembers, valueAt, wrapSecrets } from "../../../provider/wire";

/** Marks as the Pulumi SDK sends them (sdk/go/common/resource/sig). */
const signature = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [signature]: "1b47061264138c4ac30d75fd1eb44270", value });
const output = (fields: object) => ({ [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", ...fields });
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("properties on the wire", () => {
    it("are plain once unwrapped, at any depth", () => {
        const wrapped = {
            text: secret("hush"),
            nested: { list: [secret({ inner: output({ value: 7 }) }), "plain"] },
            secretOutput: output({ value: "hush", secret: true }),
        };
        assert.deepEqual(unwrapMembers(wrapped), {
            text: "hush",
            nested: { list: [{ inner: 7 }, "plain"] },
            secretOutput: "hush",
        });
    });

    it("lose members that are not set", () => {
        assert.deepEqual(unwrapMembers({ set: 0, empty: "", no: false, undefined: undefined, null: null }), {
            set: 0,
            empty: "",
            no: false,
        });
    });

    it("are unknown when an output has no value yet", () => {
        const { address } = unwrapMembers({ address: output({ secret: false }) });
        assert.ok(isUnknown(address));
    });

    it("contain a secret when any part of them is marked", () => {
        assert.ok(containsSecret(secret("hush")));
        assert.ok(containsSecret([{ deep: [secret("hush")] }]));
        assert.ok(containsSecret(output({ value: "hush", secret: true })));
        assert.ok(containsSecret(output({ value: [secret("hush")] })));
        assert.ok(!containsSecret(output({ value: "open", secret: false })));
        assert.ok(!containsSecret({ value: "open" }));
        assert.deepEqual(secretNames({ open: 1, hidden: { inner: secret(2) } }), ["hidden"]);
    });

    it("come back as secrets where they are named, and only there", () => {
        assert.deepEqual(wrapSecrets({ open: 1, hidden: "hush" }, ["hidden", "absent"]), {
            open: 1,
            hidden: secret("hush"),
        });
    });

    it("are unknown at every path that leads through an unknown value", () => {
        const root = { list: [{ port: unknown }, unknown], port: 22 };
        assert.ok(isUnknown(valueAt(root, ["list", 0, "port"])));
        assert.ok(isUnknown(valueAt(root, ["list", 1, "port"])));
        assert.equal(valueAt(root, ["port"]), 22);
        assert.equal(valueAt(root, ["absent", "deeper"]), undefined);
    });
});
