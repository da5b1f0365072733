import type { ManagedFile } from "../../plan";
import type { ServedSite } from "./served-sites";

export const pageFolder = (site: string) => `/usr/local/share/hardened-host/edge/${site}`;

/** The files of the sites that no program is behind. */
export function pageFiles(sites: readonly ServedSite[]): Record<string, ManagedFile> {
    const files = sites.flatMap(({ name, target }) =>
        Object.entries(textsOf(target)).map(([path, content]) => [`${pageFolder(name)}${path}`, { content }] as const),
    );
    return Object.fromEntries(files);
}

function textsOf(target: ServedSite["target"]): Readonly<Record<string, string>> {
    if ("documents" in target) return target.documents;
    return "page" in target ? { "/index.html": renderPage(target.page), "/style.css": style } : {};
}

function renderPage({ title, lines }: { readonly title: string; readonly lines: readonly string[] }): string {
    return [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="robots" content="noindex">',
        `<title>${escapeHtml(title)}</title>`,
        // No request for an icon that is not there.
        '<link rel="icon" href="data:,">',
        '<link rel="stylesheet" href="/style.css">',
        "</head>",
        "<body>",
        "<main>",
        `<h1>${escapeHtml(title)}</h1>`,
        ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
        "</main>",
        "</body>",
        "</html>",
        "",
    ].join("\n");
}

function escapeHtml(text: string): string {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** A file of its own: the policy allows no style in the page. */
const style = [
    ":root { color-scheme: light dark; }",
    "body { display: grid; place-items: center; min-height: 100vh; margin: 0; padding: 1.5rem;",
    "    box-sizing: border-box; font: 1.05rem/1.6 system-ui, sans-serif;",
    "    background: light-dark(#f4f5f7, #15171a); color: light-dark(#1d2127, #e6e8eb); }",
    "main { max-width: 34rem; padding: 2.5rem 3rem; border-radius: .75rem;",
    "    background: light-dark(#fff, #1f2226); box-shadow: 0 1px 3px #0002, 0 8px 24px #0001; }",
    "h1 { margin: 0 0 .5em; font-size: 1.6rem; line-height: 1.25; }",
    "p { margin: 0 0 .75em; }",
    "p:last-child { margin: 0; }",
    "",
].join("\n");
