import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { ManagedFile } from "../../components/host/plan";
import { goldenCases } from "./cases";
import { planCase } from "./golden-files";

/** What each parser needs of this machine, besides being there. The guest's own have the last word, in the vm suite. */
const needs: Readonly<Record<string, (distribution: string) => string | undefined>> = {
    sshd: (distribution) => {
        if (!existsSync("/etc/ssh/ssh_host_ed25519_key")) return "no /etc/ssh/ssh_host_ed25519_key on this machine";
        const required = distribution === "debian-13" ? 10 : 9.2;
        const version = Number(/OpenSSH_(\d+\.\d+)/.exec(spawnSync("ssh", ["-V"], { encoding: "utf8" }).stderr)?.[1]);
        return version < required ? `OpenSSH ${version} does not know all that ${required} does` : undefined;
    },
};

/** First words of a validation's commands: `folder=$(mktemp -d) && sshd -t` needs mktemp and sshd. */
function programsOf(validate: string): string[] {
    return validate.split("&&").map((command) => /^(?:\w+=\$\()?(\S+)/.exec(command.trim())?.[1] ?? "");
}

function obstacle(validate: string, distribution: string): string | undefined {
    if (process.getuid?.() !== 0) return "needs root, as on the host";
    for (const program of programsOf(validate)) {
        if (spawnSync("sh", ["-c", `command -v ${program}`]).status !== 0) return `${program} is not on this machine`;
        const missing = needs[program]?.(distribution);
        if (missing !== undefined) return missing;
    }
    return undefined;
}

function validateFile(path: string, { content, validate = "" }: ManagedFile): void {
    const folder = mkdtempSync(join(tmpdir(), "golden-"));
    try {
        const staged = join(folder, basename(path));
        writeFileSync(staged, content, { mode: 0o440 });
        execFileSync("sh", ["-c", validate, "validate", staged], { encoding: "utf8", stdio: "pipe" });
    } catch (error) {
        const output = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
        assert.fail(`${path} was refused by its own parser: ${output}`);
    } finally {
        rmSync(folder, { recursive: true });
    }
}

for (const golden of goldenCases) {
    describe(`the parsers of ${golden.name}`, function () {
        this.timeout(20_000);
        for (const [path, file] of Object.entries(planCase(golden).files)) {
            if (file.validate === undefined) continue;
            const reason = obstacle(file.validate, golden.settings.distribution);
            if (reason === undefined) it(`take ${path}`, () => validateFile(path, file));
            else it.skip(`take ${path} (skipped: ${reason})`);
        }
    });
}
