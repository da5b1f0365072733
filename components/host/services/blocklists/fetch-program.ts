import { hashComment, managedNotice } from "../../formats/comments";
import { downloadFolder } from "./names";
import type { BlocklistSettings } from "./settings";

/** The longest list that is in use has 10 MB or so. */
const mostBytes = 32 * 1024 * 1024;

export const fetchProgram = "/usr/local/lib/hardened-host/blocklists-fetch";

/** Downloads, and trusts nothing: whole files only, by HTTPS, to the end of every redirection. */
export function fetchProgramText({ lists }: BlocklistSettings): string {
    const urls = Object.fromEntries(Object.entries(lists).map(([name, { url }]) => [name, url]));
    return [
        "#!/usr/bin/python3 -I",
        ...hashComment(managedNotice),
        "import http.client, os, sys, urllib.request",
        "",
        `lists = ${JSON.stringify(urls, null, 4)}`,
        `folder, most = "${downloadFolder}", ${mostBytes}`,
        "",
        text.trim(),
        "",
    ].join("\n");
}

const text = String.raw`
class OnlyHttps(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, request, file, code, message, headers, url):
        if not url.startswith("https://"):
            raise OSError("is redirected to what is no https address")
        return super().redirect_request(request, file, code, message, headers, url)

opener = urllib.request.build_opener(urllib.request.ProxyHandler(), OnlyHttps)

def fetch(name, url):
    request = urllib.request.Request(url, headers={"User-Agent": "hardened-host"})
    with opener.open(request, timeout=60) as answer:
        content = answer.read(most + 1)
        expected = answer.headers.get("Content-Length")
    if len(content) > most:
        raise OSError(f"is longer than {most} bytes")
    if expected is not None and len(content) != int(expected):
        raise OSError("was cut off")
    with open(f"{folder}/{name}.new", "wb") as file:
        file.write(content)
    os.rename(f"{folder}/{name}.new", f"{folder}/{name}")

worked = True
for name, url in lists.items():
    try:
        fetch(name, url)
    except (OSError, ValueError, http.client.HTTPException) as problem:
        print(f"<3>list {name}: {problem}", file=sys.stderr)
        worked = False
sys.exit(0 if worked else 1)
`;
