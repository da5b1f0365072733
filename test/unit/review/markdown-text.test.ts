import assert from "node:assert/strict";
import { codeSpan, fenced, htmlCode, markdownOf } from "../../../scripts/review/markdown/text";
import { say } from "../../../scripts/review/sentence";

describe("values in Markdown", () => {
    it("stand in a code span that no backtick in them ends", () => {
        assert.equal(codeSpan("web"), "`web`");
        assert.equal(codeSpan("a `b` ``c``"), "``` a `b` ``c`` ```");
        assert.equal(codeSpan("`"), "`` ` ``");
    });

    it("do not end the cell of a table", () => assert.equal(codeSpan("a|b", true), "`a\\|b`"));

    it("show control, invisible and direction-turning characters by their numbers", () => {
        assert.equal(codeSpan("\u001b[31m\u202e\u200b\u2028\r"), "`\\u{1b}[31m\\u{202e}\\u{200b}\\u{2028}\\u{d}`");
        assert.equal(codeSpan("one\ntwo\tthree"), "`one⏎two  three`");
    });

    it("are cut when long, with their length", () => {
        assert.match(codeSpan("x".repeat(10_000)), /^`x{240}… \(10000 characters\)`$/);
    });

    it("say that they are empty", () => assert.equal(codeSpan(" "), "(empty)"));

    it("in HTML keep no character that means anything there, and mention nobody", () => {
        assert.equal(htmlCode("</code><b>@a&`"), "<code>&#60;/code&#62;&#60;b&#62;&#64;a&#38;&#96;</code>");
    });

    it("side by side stay two", () => assert.equal(markdownOf(say`${"a"}${"b"}`), "`a` `b`"));

    it("in a block never close it", () => {
        const block = fenced("diff", ["+```", "+`````", "+text"]).split("\n");
        assert.equal(block[0], "``````diff");
        assert.equal(block.at(-1), "``````");
        assert.equal(block.filter((line) => line === "``````").length, 1);
    });
});
