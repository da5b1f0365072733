import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { findShellFiles, hasShellShebang } from "../../../scripts/testing/shell-files";
import { temporaryFolder, writeProgram } from "../toolchain/temporary-folder";

describe("shell files", () => {
    const folder = temporaryFolder();

    it("are known by their first line, whatever starts the shell", () => {
        const shells = [
            "#!/bin/sh\n",
            "#!/bin/sh -e\n",
            "#! /bin/bash\n",
            "#!/usr/bin/env bash\n",
            "#!/usr/bin/env -S bash -e\n",
            "#!/bin/dash",
        ];
        for (const line of shells) assert.ok(hasShellShebang(line), line);
        for (const line of [
            "#!/usr/bin/env node\n",
            "#!/usr/bin/python3\n",
            "#!/usr/bin/fish\n",
            "# sh\n",
            "sh\n",
            "",
        ]) {
            assert.equal(hasShellShebang(line), false, line);
        }
    });

    it("are found by ending and by first line, committed or about to be, and not when ignored or gone", async () => {
        const write = (name: string, text: string) => writeProgram(join(folder.path, name), text);
        const git = (...args: string[]) => execFileSync("git", args, { cwd: folder.path });
        git("init", "--quiet");
        write("a/no-first-line.sh", "true\n");
        write("run", "#!/bin/sh\n");
        write("new file", "#!/usr/bin/env bash\n");
        write("program", "#!/usr/bin/env node\n");
        write("deleted.sh", "true\n");
        write("ignored/x.sh", "true\n");
        write(".gitignore", "/ignored/\n");
        git("add", "a", "run", "program", "deleted.sh");
        execFileSync("rm", [join(folder.path, "deleted.sh")]);
        assert.deepEqual(await findShellFiles(folder.path), {
            scripts: ["new file", "run"],
            fragments: ["a/no-first-line.sh"],
        });
    });
});
