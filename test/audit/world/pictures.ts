import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { widths, type Width } from "./browser";

const images = join(__dirname, "../../../docs/images");
const names: Readonly<Record<Width, string>> = { desktop: "audit.png", phone: "audit-phone.png" };
/** Down to the first open findings. */
const height = 1500;

/** Keeps what the documentation shows of the report, where pictures are to be made anew. */
export async function keepPicture(page: Page, width: Width): Promise<void> {
    if (process.env["ACCEPT_GOLDENS"] !== "1") return;
    await page.setViewportSize({ width: widths[width].width, height });
    await writeFile(join(images, names[width]), await page.screenshot());
}
