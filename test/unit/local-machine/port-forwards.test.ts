import assert from "node:assert/strict";
import { forwardKey, parseForwards } from "../../../provider/local-machine/port-forwards";
import {
    forwardsOf,
    localOpening,
    localOpeningInputs,
    localPortOf,
} from "../../../provider/local-opening/local-opening";

/** As QEMU 7.2 printed it. */
const usernet =
    "Hub -1 (nat):\r\n  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ\r\n" +
    "  TCP[SYN_SENT]      15  127.110.54.151  4222       10.0.2.15  4222     0     0\r\n" +
    "  TCP[HOST_FORWARD]  16  127.110.54.151 10080       10.0.2.15    80     0     0\r\n" +
    "  UDP[HOST_FORWARD]  17  127.110.54.151  5353       10.0.2.15  5353     0     0\r\n" +
    "  UDP[11 sec]        36               *  5355         0.0.0.0  5355     0     0\r\n";

const opening = { machineId: "chat-1-0a1b2c3d", address: "127.64.0.1", protocol: "tcp" as const, port: 4222 };

describe("port forwards of a local machine", () => {
    it("are those that QEMU lists as such, not its connections", () => {
        const expected = ["tcp 127.110.54.151 10080 80", "udp 127.110.54.151 5353 5353"];
        assert.deepEqual([...parseForwards(usernet)], expected);
    });

    it("are told apart by protocol, address and both ports", () => {
        const forward = { protocol: "tcp" as const, address: "127.110.54.151", localPort: 10080, port: 80 };
        assert.ok(parseForwards(usernet).has(forwardKey(forward)));
        assert.ok(!parseForwards(usernet).has(forwardKey({ ...forward, port: 81 })));
        assert.ok(!parseForwards(usernet).has(forwardKey({ ...forward, protocol: "udp" })));
    });
});

describe("opening of a local machine", () => {
    const problemsOf = (inputs: object) =>
        (localOpeningInputs.safeParse(inputs).error?.issues ?? []).map(
            ({ path, message }) => `${path.join(".")}: ${message}`,
        );

    it("keeps a port that the user may bind", () => {
        assert.equal(localPortOf(4222), 4222);
    });

    it("forwards each port of a range to its own", () => {
        const state = { ...opening, port: 80, portEnd: 82, localPort: 10080 };
        assert.deepEqual(
            forwardsOf(state).map(({ localPort, port }) => [localPort, port]),
            [
                [10080, 80],
                [10081, 81],
                [10082, 82],
            ],
        );
    });

    it("is accepted for a range of 64 ports and refused for more, with the reason", () => {
        assert.deepEqual(problemsOf({ ...opening, port: 1001, portEnd: 1064 }), []);
        assert.deepEqual(problemsOf({ ...opening, port: 1001, portEnd: 1065 }), [
            "portEnd: makes a range of 65 ports; a local machine forwards at most 64 ports of one opening. " +
                "Make the range smaller for this stack",
        ]);
    });

    it("has all problems of its inputs reported", () => {
        assert.deepEqual(problemsOf({ ...opening, address: "192.0.2.1", protocol: "sctp", port: 0 }), [
            'address: is "192.0.2.1"; must be a loopback address, 127.0.0.0/8',
            'protocol: is "sctp"; must be tcp or udp',
            "port: is 0; must be a whole number from 1 to 65535",
        ]);
        assert.deepEqual(problemsOf({ ...opening, portEnd: 4221 }), ["portEnd: is 4221; must be at least port, 4222"]);
    });

    it("is opened anew before the old one is closed, unless both would forward the same port", () => {
        const made = { ...opening, localPort: 4222 };
        assert.deepEqual(localOpening.diff(made, opening), {
            changes: false,
            replaces: [],
            deleteBeforeReplace: false,
        });
        const moved = localOpening.diff(made, { ...opening, port: 4223 });
        assert.deepEqual(moved, { changes: true, replaces: ["port"], deleteBeforeReplace: false });
        const widened = localOpening.diff(made, { ...opening, portEnd: 4225 });
        assert.deepEqual(widened, { changes: true, replaces: ["portEnd"], deleteBeforeReplace: true });
        const onNewMachine = localOpening.diff(made, { ...opening, machineId: "chat-1-ffffffff" });
        assert.equal(onNewMachine.deleteBeforeReplace, false);
    });
});
