import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isPlainName, printfArgument, readQuotedName } from "../../../provider/host-configuration/path-names";

const oddNames = ["a b", "-rf", "line\nend", "tab\t", "back\\slash", 'quote"', "é", "\u202egpj.exe", "$(id)", "\\012"];

describe("names of paths", () => {
    for (const [quoted, shown] of [
        ['"/etc/plain"', "/etc/plain"],
        [String.raw`"/etc/a b"`, "/etc/a b"],
        [String.raw`"/etc/line\nend"`, String.raw`/etc/line\012end`],
        [String.raw`"/etc/back\\slash"`, String.raw`/etc/back\134slash`],
        [String.raw`"/etc/\303\251"`, "/etc/é"],
        [String.raw`"/etc/bad\377"`, String.raw`/etc/bad\377`],
        [String.raw`"/etc/\342\200\256gpj.exe"`, String.raw`/etc/\342\200\256gpj.exe`],
    ] as const) {
        it(`shows ${quoted} as ${shown}`, () => {
            assert.equal(readQuotedName(quoted).name, shown);
        });
    }

    it("tells a link's target from its name, whatever both hold", () => {
        assert.deepEqual(readQuotedName(String.raw`"/a\" -> \"b" -> "/c d"`), { name: '/a" -> "b', target: "/c d" });
    });

    it("finds no odd name plain", () => {
        assert.deepEqual(
            oddNames.filter((name) => isPlainName(`/etc/${name}`)),
            ["-rf"],
        );
    });

    it("come back as the same bytes from stat, through this side, by printf", () => {
        const folder = mkdtempSync(join(tmpdir(), "hardened-host-names-"));
        try {
            for (const name of oddNames) {
                const path = join(folder, name);
                writeFileSync(path, "");
                const env = { ...process.env, LC_ALL: "C", QUOTING_STYLE: "c" };
                const quoted = execFileSync("stat", ["--printf=%N", "--", path], { env, encoding: "utf8" });
                const argument = printfArgument(readQuotedName(quoted).name);
                assert.match(argument, /^[\x20-\x7e]+$/);
                assert.equal(execFileSync("sh", ["-c", 'printf %b "$1"', "sh", argument]).toString(), path);
            }
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
