import assert from "node:assert/strict";
import { parse } from "yaml";
import { renderCloudConfig } from "../../../components/host/formats/cloud-config";
import type { CloudConfig } from "../../../components/host/formats/cloud-config";

/** Texts that YAML would read as something else, or not at all, when written plainly. */
const awkwardTexts = [
    "",
    "yes",
    "0644",
    "1e3",
    "null",
    "a: b",
    "- item",
    "# no comment",
    "'quoted'",
    '"quoted"',
    "back\\slash",
    "tab\there",
    "umlaut ä, euro €",
    "\n",
    " starts with a space\n",
    "ends with a space \n",
    "no line end",
    "two\nlines",
    "two\nlines\n",
    "gap\n\n    indented\n",
    "two line ends\n\n",
    "carriage return\r\n",
    "#!/bin/sh\nexit 0\n",
];

describe("cloud-config", () => {
    it("starts with the header that cloud-init looks for", () => {
        assert.match(renderCloudConfig({ hostname: "a" }), /^#cloud-config\n/);
    });

    for (const text of awkwardTexts) {
        it(`is read back unchanged where it holds ${JSON.stringify(text)}`, () => {
            const config = {
                value: text,
                list: [text, [text, text]],
                maps: [{ first: text, second: { deeper: text } }],
            };
            assert.deepEqual(parse(renderCloudConfig(config), { version: "1.1" }), config);
        });
    }

    it("is read back unchanged where it holds empty and nested lists and maps", () => {
        const config: CloudConfig = {
            a: [],
            b: {},
            c: [[], {}, [[1, true]], { d: [{ e: [] }] }],
            f: { g: { h: [false] } },
        };
        assert.deepEqual(parse(renderCloudConfig(config), { version: "1.1" }), config);
    });

    it("keeps text of several lines readable as a block", () => {
        assert.equal(renderCloudConfig({ text: "one\n  two\n" }), "#cloud-config\ntext: |\n  one\n    two\n");
    });
});
