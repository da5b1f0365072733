import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { fittingBootstrap } from "../../../components/clouds/machine-bootstrap";
import {
    checkRuleCount,
    ownPorts,
    portRangeOf,
    rangeLabel,
    sourcesOf,
} from "../../../components/clouds/machine-openings";
import { refusal } from "../../../components/clouds/machine-replacement";
import type { Opening } from "../../../components/host/plan";

const web: Opening = { protocol: "tcp", port: 443, sources: [], purpose: "web" };
const calls: Opening = {
    protocol: "udp",
    port: 5000,
    portEnd: 5010,
    sources: ["10.0.0.0/8", "10.0.0.0/8"],
    purpose: "calls",
};

const limit = { cloud: "Cloud", maximumBytes: 10 };

/** Where an output ends that cannot be had: Pulumi tells no other way. */
function failureOf(work: () => pulumi.Output<unknown>): Promise<unknown> {
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    return new Promise((resolve) => {
        process.once("unhandledRejection", (reason) => {
            listeners.forEach((listener) => process.on("unhandledRejection", listener));
            resolve(reason);
        });
        work();
    });
}

describe("what every cloud asks before it makes a machine", () => {
    it("whether the first-boot text fits, as the cloud counts it", async () => {
        const fits = fittingBootstrap("web-1", "0123456789", limit, (text) => text);
        assert.equal(await new Promise((resolve) => fits.apply(resolve)), "0123456789");
    });

    it("and says how long a text is that does not, but not what is in it", async () => {
        const failure = await failureOf(() => fittingBootstrap("web-1", "ünïcödé-secret", limit, (text) => text));
        assert.ok(pulumi.RunError.isInstance(failure));
        assert.equal(
            failure.message,
            "hosts.web-1.login: makes a first-boot text of 18 bytes; Cloud takes 10. " +
                "Use ed25519 keys, which are short, or fewer keys.",
        );
    });

    it("whether its firewall holds the openings", () => {
        checkRuleCount("web-1", 50, 50, "a firewall");
        assert.throws(() => checkRuleCount("web-1", 51, 50, "a firewall"), {
            message:
                "hosts.web-1.host.firewall.openings: need 51 rules; a firewall holds 50. " +
                "Join neighbouring ports to ranges, or give fewer sources.",
        });
    });

    it("where an opening is open to: everywhere in both families, or to each range once", () => {
        assert.deepEqual(sourcesOf(web), ["0.0.0.0/0", "::/0"]);
        assert.deepEqual(sourcesOf(calls), ["10.0.0.0/8"]);
        assert.deepEqual([portRangeOf(web), portRangeOf(calls)], ["443", "5000-5010"]);
    });

    it("names for ranges that hold no colon, which parts Pulumi's own names", () => {
        const labels = ["0.0.0.0/0", "::/0", "2001:DB8::/32", "10.0.0.0/8"].map(rangeLabel);
        assert.deepEqual(labels, ["anywhere-ipv4", "anywhere-ipv6", "2001-db8---32", "10-0-0-0-8"]);
    });

    it("for ports among the openings only", async () => {
        const reach = ownPorts("web-1", [web, calls]);
        assert.equal(await new Promise((resolve) => reach("udp", 5005).apply(resolve)), 5005);
        assert.throws(() => reach("tcp", 5005), { message: "tcp port 5005 is not among the openings of web-1" });
    });

    it("whether the machine that is there is the one that is wanted, where the cloud tells", () => {
        const fixed = { setting: "cloud.aws.region", wanted: "b", actual: pulumi.output("a") };
        assert.deepEqual(refusal("web-1", "aws", fixed, "b"), []);
        assert.deepEqual(refusal("web-1", "aws", fixed, undefined), []);
        assert.deepEqual(refusal("web-1", "aws", fixed, "a"), [
            'hosts.web-1.cloud.aws.region: cannot become "b"; the machine was made with "a", and only a new one could ' +
                "have another. Put the old value back, or set hosts.web-1.cloud.aws.replaceOnChange to true: " +
                "the machine and its disk are then lost.",
        ]);
    });
});
