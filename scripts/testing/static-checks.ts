import { runInForeground } from "../bootstrap/child";
import { projectRoot } from "../bootstrap/paths";
import { findShellFiles, type ShellFiles } from "./shell-files";
import { addTallies, oneFailed, onePassed, type Tally } from "./tally";

interface StaticCheck {
    readonly title: string;
    readonly program: string;
    readonly args: readonly string[];
    /** What to do when it fails. */
    readonly remedy: string;
}

async function staticChecks(): Promise<readonly StaticCheck[]> {
    const modules = "node_modules/.bin";
    return [
        {
            title: "formatting (prettier)",
            program: `${modules}/prettier`,
            args: ["--check", "--log-level=warn", "."],
            remedy: "Run: npm run format",
        },
        { title: "lint (eslint)", program: `${modules}/eslint`, args: ["."], remedy: "Correct the lines above." },
        { title: "types (tsc)", program: `${modules}/tsc`, args: [], remedy: "Correct the lines above." },
        ...shellChecks(await findShellFiles(projectRoot)),
    ];
}

function shellChecks({ scripts, fragments }: ShellFiles): readonly StaticCheck[] {
    const remedy = "Correct the lines above; https://www.shellcheck.net/wiki/ explains each code.";
    const common = { program: "shellcheck", remedy };
    return [
        { ...common, title: "shell scripts (shellcheck)", args: scripts },
        { ...common, title: "shell fragments (shellcheck)", args: ["--shell=sh", ...fragments] },
    ];
}

/** Runs every check that needs no test; each counts one. All run, whatever the first ones say. */
export async function runStaticChecks(environment: NodeJS.ProcessEnv): Promise<Tally> {
    const tallies: Tally[] = [];
    for (const { title, program, args, remedy } of await staticChecks()) {
        const status = await runInForeground(program, args, { cwd: projectRoot, env: environment });
        process.stdout.write(status === 0 ? `${title}: passed\n` : `${title}: FAILED. ${remedy}\n`);
        tallies.push(status === 0 ? onePassed : oneFailed);
    }
    return addTallies(tallies);
}
