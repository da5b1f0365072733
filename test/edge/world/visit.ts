import assert from "node:assert/strict";
import { z } from "zod";

/** What a browser saw of a page. */
export const visit = z.object({
    /** Addresses that it went through, and the status of each redirect. */
    redirects: z.array(z.object({ from: z.string(), status: z.number(), reason: z.string() })),
    address: z.string(),
    status: z.number(),
    headers: z.record(z.string(), z.string()),
    security: z.object({ protocol: z.string(), issuer: z.string(), sanList: z.array(z.string()) }),
    state: z.string(),
    title: z.string(),
    /** A script written into the page ran. */
    inlineScriptRan: z.boolean(),
    background: z.string(),
    screenshot: z.string(),
});

export type Visit = z.output<typeof visit>;

const message = z.object({
    id: z.number().optional(),
    method: z.string().optional(),
    params: z.record(z.string(), z.unknown()).optional(),
    result: z.record(z.string(), z.unknown()).optional(),
});

const redirected = z.object({
    redirectResponse: z.object({ url: z.string(), status: z.number(), headers: z.record(z.string(), z.string()) }),
});
const received = z.object({
    type: z.literal("Document"),
    response: z.object({
        ...{
            url: z.string(),
            status: z.number(),
            headers: z.record(z.string(), z.string()),
            securityState: z.string(),
        },
        securityDetails: visit.shape.security.optional(),
    }),
});

/** The protocol of a browser's own inspector: https://chromedevtools.github.io/devtools-protocol/ */
class Inspector {
    private nextId = 1;
    private readonly waiting = new Map<number, (result: Record<string, unknown>) => void>();
    public readonly events: { readonly method: string; readonly params: unknown }[] = [];

    private constructor(private readonly socket: WebSocket) {
        socket.addEventListener("message", ({ data }) => {
            const { id, method, params, result } = message.parse(JSON.parse(String(data)));
            if (id !== undefined) this.waiting.get(id)?.(result ?? {});
            if (method !== undefined) this.events.push({ method, params });
        });
    }

    public static async open(port: number): Promise<Inspector> {
        const response = await fetch(`http://127.0.0.1:${port}/json/list`);
        const pages = z.array(z.object({ type: z.string(), webSocketDebuggerUrl: z.string() }));
        const page = pages.parse(await response.json()).find(({ type }) => type === "page");
        assert.ok(page);
        const socket = new WebSocket(page.webSocketDebuggerUrl);
        await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
        return new Inspector(socket);
    }

    public ask(method: string, params: object = {}): Promise<Record<string, unknown>> {
        const id = this.nextId++;
        this.socket.send(JSON.stringify({ id, method, params }));
        return new Promise((resolve) => this.waiting.set(id, resolve));
    }

    public async evaluate(expression: string): Promise<unknown> {
        const { result } = await this.ask("Runtime.evaluate", { expression });
        return z.object({ value: z.unknown().optional() }).parse(result).value;
    }

    public async waitFor(method: string): Promise<void> {
        const deadline = Date.now() + 30_000;
        while (!this.events.some((event) => event.method === method)) {
            if (Date.now() > deadline) throw new Error(`no ${method}: ${JSON.stringify(this.events).slice(0, 3000)}`);
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    }

    public close(): void {
        this.socket.close();
    }
}

/** A policy without inline scripts keeps this one from running; the inspector itself is above all policies. */
const inlineScript =
    "(() => { const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.head.append(s); return window.ran === true; })()";

/** Lets the browser whose inspector listens on a port go to an address. */
async function goTo(port: number, address: string): Promise<Visit> {
    const inspector = await Inspector.open(port);
    for (const domain of ["Page", "Network", "Runtime"]) await inspector.ask(`${domain}.enable`);
    await inspector.ask("Page.navigate", { url: address });
    await inspector.waitFor("Page.loadEventFired");
    const parsed = <T>(schema: z.ZodType<T>, method: string) =>
        inspector.events.flatMap((event) => {
            const { data } = schema.safeParse(event.params);
            return event.method === method && data !== undefined ? [data] : [];
        });
    const [document] = parsed(received, "Network.responseReceived");
    assert.ok(document?.response.securityDetails, JSON.stringify(inspector.events).slice(0, 3000));
    const { url, status, headers, securityState, securityDetails } = document.response;
    const picture = await inspector.ask("Page.captureScreenshot", { format: "png" });
    const result = visit.parse({
        redirects: parsed(redirected, "Network.requestWillBeSent").map(({ redirectResponse }) => ({
            from: redirectResponse.url,
            status: redirectResponse.status,
            reason: redirectResponse.headers["Non-Authoritative-Reason"] ?? "",
        })),
        ...{ address: url, status, headers, security: securityDetails, state: securityState },
        title: await inspector.evaluate("document.title"),
        inlineScriptRan: await inspector.evaluate(inlineScript),
        background: await inspector.evaluate(
            "getComputedStyle(document.querySelector('main') ?? document.body).backgroundColor",
        ),
        screenshot: picture["data"],
    });
    inspector.close();
    return result;
}

/** As a program: PORT ADDRESS..., one visit after the other; what was seen goes to standard output as JSON. */
async function main([port, ...addresses]: readonly string[]): Promise<void> {
    const visits: Visit[] = [];
    for (const address of addresses) visits.push(await goTo(Number(port), address));
    process.stdout.write(JSON.stringify(visits));
}

if (require.main === module) void main(process.argv.slice(2));
