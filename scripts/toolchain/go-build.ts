import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { capture } from "../bootstrap/child";
import type { Progress } from "../bootstrap/phases";
import type { Go } from "./go";

/** A program that is built from Go modules that a folder below toolchain/ pins. */
export interface GoProgram {
    readonly file: string;
    /** Import path of its main package. */
    readonly package: string;
    readonly linkerFlags: string;
}

export const buildFlags = ["-buildvcs=false", "-trimpath"];
/** No symbol tables: they are half of the size and nobody debugs these programs here. */
export const stripped = "-s -w";

/**
 * Builds it into a folder.
 *
 * @param moduleFolder has the go.mod and go.sum.
 */
export async function buildGoProgram(
    { file, package: packagePath, linkerFlags }: GoProgram,
    go: Go,
    moduleFolder: string,
    folder: string,
    progress: Progress,
): Promise<void> {
    // Inside the folder that an interruption removes: a killed go leaves its work behind.
    const work = join(folder, "work");
    mkdirSync(work, { recursive: true });
    let compiled = 0;
    await capture(
        go.path,
        ["build", "-v", ...buildFlags, "-ldflags", linkerFlags, "-o", join(folder, file), packagePath],
        {
            cwd: moduleFolder,
            // Without cgo no C compiler is needed, and the program runs whatever the C library.
            env: { ...process.env, ...go.environment, CGO_ENABLED: "0", GOTMPDIR: work },
            onLine: (line) => {
                if (!line.startsWith("go: ")) compiled += 1;
                progress.detail(line.startsWith("go: ") ? line.slice(4) : `${file}: ${compiled} packages compiled`);
            },
        },
    );
    rmSync(work, { recursive: true });
}
