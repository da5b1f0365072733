import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { renderPage } from "../../scripts/audit/report/page";
import type { AuditReport } from "../../scripts/audit/finding";
import { accepted, examination, open, passed, report } from "../unit/audit/reports";
import { accessibilityProblems, launchBrowser, openPage, sidewaysPixels, widths, type Width } from "./world/browser";

const longWord = "net.ipv4.conf.all.".repeat(40);
const detailed = {
    ...open,
    rule: longWord,
    detail: `/etc/${longWord}\n<script>alert(1)</script><img src=x onerror=alert(2)>`,
};
/** All that a report may hold: every state, long words, markup, several hosts, what could not be looked at, a history. */
const looks = [
    { ...examination([open, detailed, accepted, passed]), remarks: ["Said by who looked."] },
    { ...examination([passed]), id: "clean", title: "Another tool" },
    { ...examination([], "no login"), id: "blind", title: "A tool that could not look" },
];
const rich: AuditReport = {
    ...report(looks),
    hosts: [...report(looks).hosts, ...report([examination([passed])], undefined, "db").hosts],
};
const earlier = report([examination([open, open])], "2026-11-01T00:00:00.000Z");

describe("the report of an audit, in a browser", function () {
    this.timeout(5 * 60 * 1000);
    let browser: Browser;
    let folder: string;
    let file: string;

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "hardened-host-page-"));
        file = join(folder, "report.html");
        writeFileSync(file, renderPage(rich, [earlier]));
        browser = await launchBrowser();
    });
    after(async () => {
        await browser.close();
        rmSync(folder, { recursive: true });
    });

    for (const width of Object.keys(widths) as Width[]) {
        for (const colours of ["light", "dark"] as const) {
            it(`can be read by everybody at the width of a ${width}, in ${colours} colours`, async () => {
                const { page, requests, acts } = await openPage(browser, file, width, colours);
                await page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))");
                assert.deepEqual(await accessibilityProblems(page), []);
                assert.equal(await sidewaysPixels(page), 0);
                assert.deepEqual([requests, acts], [[], []], "it loads and does nothing");
                await page.context().close();
            });
        }
    }

    it("would be found out: the same checks see bad contrast, a missing name and a table that is too wide", async () => {
        const { page } = await openPage(browser, file, "phone");
        await page.evaluate(`document.querySelector("h1").style.color = "#ddd";
            document.querySelector("html").removeAttribute("lang");
            document.querySelector("table").style.minWidth = "60rem";
            document.querySelectorAll("details").forEach((one) => (one.open = true))`);
        const problems = (await accessibilityProblems(page)).join("\n");
        assert.match(problems, /color-contrast/);
        assert.match(problems, /html-has-lang/);
        assert.ok((await sidewaysPixels(page)) > 0);
        await page.context().close();
    });

    it("is used by keyboard alone: a way past the head, and every part that opens, with a visible focus", async () => {
        const { page } = await openPage(browser, file, "desktop");
        const focused = () =>
            page.evaluate(`(() => {
                const one = document.activeElement;
                const { outlineStyle, outlineWidth } = getComputedStyle(one);
                const { left, width } = one.getBoundingClientRect();
                return [one.localName, outlineStyle, parseFloat(outlineWidth), left >= 0 && width > 0].join();
            })()`);
        await page.keyboard.press("Tab");
        assert.equal(await focused(), "a,solid,3,true");
        await page.keyboard.press("Enter");
        assert.match(page.url(), /#findings$/);
        const parts = Number(await page.evaluate("document.querySelectorAll('summary').length"));
        assert.ok(parts > 0);
        for (let part = 0; part < parts; part += 1) {
            await page.keyboard.press("Tab");
            assert.equal(await focused(), "summary,solid,3,true");
            const isOpen = () => page.evaluate("document.activeElement.parentElement.open");
            const before = await isOpen();
            await page.keyboard.press("Enter");
            assert.notEqual(await isOpen(), before);
        }
        await page.context().close();
    });
});
