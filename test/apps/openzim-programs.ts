/** Where the web edge finds the server. */
export const siteSocketPath = "/run/hardened-host-sites/openzim-mcp.sock";

/** Makes a ZIM file with two articles and a full-text index. */
export const makeZim = `
import sys
from libzim.writer import Creator, Item, StringProvider, Hint
class Article(Item):
    def __init__(self, path, title, text):
        super().__init__(); self.data = (path, title, text)
    def get_path(self): return self.data[0]
    def get_title(self): return self.data[1]
    def get_mimetype(self): return "text/html"
    def get_contentprovider(self): return StringProvider("<html><head><title>" + self.data[1] + "</title></head><body><h1>" + self.data[1] + "</h1><p>" + self.data[2] + "</p></body></html>")
    def get_hints(self): return {Hint.FRONT_ARTICLE: True}
with Creator(sys.argv[1]).config_indexing(True, "eng") as creator:
    creator.set_mainpath("Badger")
    creator.add_item(Article("Badger", "Badger", sys.argv[2]))
    creator.add_item(Article("Otter", "Otter", "Otters swim in rivers."))
    for name, value in {"Title": "Animals", "Language": "eng", "Creator": "tests", "Publisher": "tests", "Description": "d", "Name": "animals", "Date": "2026-01-01"}.items():
        creator.add_metadata(name, value)
`;

/** A client of the protocol, through the site's socket, as the web edge's account sees it. Prints what a tool answers. */
export const client = `
import asyncio, json, sys
import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
async def main(calls):
    headers = {"Authorization": "Bearer " + sys.argv[1]}
    transport = httpx2.AsyncHTTPTransport(uds="${siteSocketPath}")
    async with httpx2.AsyncClient(transport=transport, headers=headers, timeout=30) as http:
        async with Client(streamable_http_client("http://mcp.example.org/mcp", http_client=http)) as client:
            for name, arguments in calls:
                if name == "list":
                    print(json.dumps([tool.name for tool in (await client.list_tools()).tools])); continue
                try:
                    result = await client.call_tool(name, arguments)
                    print(json.dumps([bool(result.is_error), " ".join(getattr(c, "text", "") for c in result.content)]))
                except Exception as error: print(json.dumps([True, repr(error)]))
asyncio.run(main(json.loads(sys.stdin.read())))
`;
