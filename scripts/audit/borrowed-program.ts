import { readFileSync } from "node:fs";
import { join } from "node:path";
import { shellQuote } from "../../components/host/shell-quote";
import type { RootShell } from "./root-shell";

const boxed = readFileSync(join(__dirname, "remote/boxed.sh"), "utf8");
const timeoutSeconds = 3600;

/**
 * Output of a program of Debian's that the host does not have: see remote/boxed.sh.
 *
 * @param packages that are borrowed, with all that they need.
 * @param program POSIX shell, run as root in the folder that they were unpacked into.
 * @param given standard input of the program.
 * @throws Obstacle where the host cannot have the packages, or the program fails.
 */
export function runBorrowed(
    shell: RootShell,
    packages: readonly string[],
    program: string,
    given = Buffer.alloc(0),
): Promise<string> {
    const words = `packages=${shellQuote(packages.join(" "))}\nprogram=${shellQuote(program)}\n`;
    const input = `given() { base64 -d <<'end of what is given'\n${given.toString("base64")}\nend of what is given\n}\n`;
    return shell.text(`${words}${input}${boxed}`, timeoutSeconds);
}
