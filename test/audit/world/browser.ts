import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";

/** A laptop and a phone, in CSS pixels. */
export const widths = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;
export type Width = keyof typeof widths;

/** A page that was opened, and all that it did on its own. */
export interface OpenedPage {
    readonly page: Page;
    /** Addresses that it asked for, but for its own. */
    readonly requests: string[];
    /** Dialogs, and errors of its scripts. */
    readonly acts: string[];
}

/** Debian's Chromium, which may not use the network of whoever runs the tests. */
export function launchBrowser(): Promise<Browser> {
    const args = ["--no-sandbox", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND"];
    return chromium.launch({ executablePath: "/usr/bin/chromium", args, timeout: 120_000 });
}

export async function openPage(
    browser: Browser,
    file: string,
    width: Width,
    colorScheme: "light" | "dark" = "light",
): Promise<OpenedPage> {
    const context = await browser.newContext({ viewport: widths[width], colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const address = pathToFileURL(file).href;
    const [requests, acts]: [string[], string[]] = [[], []];
    page.on("request", (request) => {
        if (request.url() !== address) requests.push(request.url());
    });
    page.on("dialog", (dialog) => {
        acts.push(dialog.message());
        void dialog.dismiss();
    });
    page.on("pageerror", (error) => acts.push(error.message));
    await page.goto(address);
    return { page, requests, acts };
}

/** What axe finds wrong for people who read by other means, or badly: WCAG 2.2 A and AA, and its best practices. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    const found: unknown = await page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).slice(0, 3).join(', ')))",
    );
    return found as string[];
}

/** How many pixels must be scrolled sideways to see all of it. */
export async function sidewaysPixels(page: Page): Promise<number> {
    return Number(await page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth"));
}
