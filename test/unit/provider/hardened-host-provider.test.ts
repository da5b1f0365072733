import assert from "node:assert/strict";
import { z } from "zod";
import { HardenedHostProvider } from "../../../provider/hardened-host-provider";
import { anyResource, OperationError, type OperationContext, type Resource } from "../../../provider/resource";

const signature = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [signature]: "1b47061264138c4ac30d75fd1eb44270", value });
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const urn = "urn:pulumi:local::demo::hardened-host:index:HardenedHost$hardened-host:index:Safe::chat-1";

const inputs = z.strictObject({
    port: z.int("must be a whole number").max(65535, "must be at most 65535"),
    password: z.string("must be text"),
    lists: z.array(z.strictObject({ name: z.string("must be text") })).optional(),
});
type Inputs = z.output<typeof inputs>;
interface State extends Inputs {
    readonly key: string;
}

/** A kind of resource that keeps what it is given, in memory. */
class Safe implements Resource<Inputs, State> {
    public readonly inputs = inputs;
    public readonly secretOutputs = ["key"] as const;
    public readonly received: Inputs[] = [];
    public stored: State | undefined;
    public context: OperationContext | undefined;
    public failure: Error | undefined;

    public diff = (old: State, next: Inputs) => ({ changes: old.port !== next.port, replaces: ["port"] });
    public create = (news: Inputs, context: OperationContext) => {
        if (this.failure !== undefined) return Promise.reject(this.failure);
        this.received.push(news);
        this.context = context;
        this.stored = { ...news, key: "made-key" };
        return Promise.resolve({ id: "safe-1", state: this.stored });
    };
    public read = () => Promise.resolve(this.stored);
    public update = (_id: string, old: State, next: Inputs) => Promise.resolve({ ...old, ...next });
    public delete = () => {
        this.stored = undefined;
        return Promise.resolve();
    };
}

function newProvider() {
    const safe = new Safe();
    const silent = { progress() {}, info() {}, warn() {} };
    return { safe, provider: new HardenedHostProvider({ Safe: anyResource(safe) }, () => silent) };
}

describe("the provider's check", () => {
    it("reports every problem at once, by the path of the input", async () => {
        const { provider } = newProvider();
        const news = { port: 70000, password: 7, lists: [{ name: 1 }], extra: true };
        const { failures } = await provider.check(urn, {}, news);
        assert.deepEqual(failures, [
            { property: "port", reason: "must be at most 65535" },
            { property: "password", reason: "must be text" },
            { property: "lists.0.name", reason: "must be text" },
            { property: "", reason: 'Unrecognized key: "extra"' },
        ]);
    });

    it("lets values pass that are not known yet, and still judges the others", async () => {
        const { provider } = newProvider();
        const news = { port: unknown, password: secret(unknown), lists: [{ name: unknown }, unknown] };
        assert.deepEqual((await provider.check(urn, {}, news)).failures, []);
        const { failures } = await provider.check(urn, {}, { port: unknown, password: 7 });
        assert.deepEqual(failures, [{ property: "password", reason: "must be text" }]);
    });

    it("hands the inputs back as they came, secrets marked", async () => {
        const { provider } = newProvider();
        const news = { port: 22, password: secret("hush") };
        assert.deepEqual(await provider.check(urn, {}, news), { inputs: news, failures: [] });
    });
});

describe("the provider's dispatch", () => {
    it("gives a resource plain inputs, and marks as secret what was one or is one by its kind", async () => {
        const { provider, safe } = newProvider();
        const created = await provider.create(urn, { port: 22, password: secret("hush") });
        assert.deepEqual(safe.received, [{ port: 22, password: "hush" }]);
        assert.equal(safe.context?.urn, urn);
        assert.deepEqual(created, {
            id: "safe-1",
            outs: { port: 22, password: secret("hush"), key: secret("made-key") },
        });
    });

    it("reads a resource with its secrets marked, its inputs apart", async () => {
        const { provider } = newProvider();
        await provider.create(urn, { port: 22, password: secret("hush") });
        const known = { port: 22, password: secret("hush"), key: secret("made-key") };
        assert.deepEqual(await provider.read("safe-1", urn, known), {
            id: "safe-1",
            props: { port: 22, password: secret("hush"), key: secret("made-key") },
            inputs: { port: 22, password: secret("hush") },
        });
    });

    it("reads a resource that is gone as nothing", async () => {
        const { provider } = newProvider();
        assert.deepEqual(await provider.read("safe-1", urn, {}), {});
    });

    it("keeps secrets marked over an update", async () => {
        const { provider } = newProvider();
        const known = { port: 22, password: secret("hush"), key: secret("made-key") };
        const updated = await provider.update("safe-1", urn, known, { port: 23, password: secret("new") });
        assert.deepEqual(updated.outs, { port: 23, password: secret("new"), key: secret("made-key") });
    });

    it("compares old and new without their marks", async () => {
        const { provider } = newProvider();
        const { changes, replaces } = await provider.diff("safe-1", urn, { port: secret(22) }, { port: 22 });
        assert.deepEqual([changes, replaces], [false, ["port"]]);
    });

    it("shows an error that the user can mend as its message, and a bug with its stack", async () => {
        const { provider, safe } = newProvider();
        const news = { port: 22, password: "x" };
        safe.failure = new OperationError("disk full. Free some space");
        await assert.rejects(provider.create(urn, news), { message: "disk full. Free some space" });
        safe.failure = new TypeError("no such member");
        await assert.rejects(provider.create(urn, news), { message: /TypeError: no such member\n +at / });
    });

    it("tells running operations when the user cancels", async () => {
        const { provider, safe } = newProvider();
        await provider.create(urn, { port: 22, password: "x" });
        const seen = () => safe.context?.cancelled.aborted;
        assert.equal(seen(), false);
        await provider.cancel();
        assert.equal(seen(), true);
    });

    it("names a type that it does not have", async () => {
        const { provider } = newProvider();
        const other = "urn:pulumi:local::demo::hardened-host:index:Vault::chat-1";
        await assert.rejects(provider.create(other, {}), /no resource of type Vault in this provider/);
    });
});
