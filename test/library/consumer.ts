import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { devDependencies } from "../../package.json";
import { mustRun, run, type CommandResult } from "../vm/world/command";

const root = resolve(__dirname, "../..");

/** What `npm pack` makes of this repository, in a folder of its own. */
export async function packLibrary(folder: string): Promise<string> {
    await mustRun("npm", ["pack", "--pack-destination", folder], { cwd: root });
    const [file, ...more] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
    if (file === undefined || more.length > 0) throw new Error(`npm pack made ${more.length} packages too many`);
    return join(folder, file);
}

/** Somebody's Pulumi program outside the repository, with a Pulumi of its own that has no plugins yet. */
export class LibraryConsumer {
    private constructor(public readonly folder: string) {}

    /**
     * @param peers packages that the program needs beside the library, of the versions that this repository has
     * @param options more for npm
     */
    public static async create(
        library: string,
        program: string,
        peers: readonly (keyof typeof devDependencies)[],
        options: readonly string[] = [],
    ): Promise<LibraryConsumer> {
        const consumer = new LibraryConsumer(await mkdtemp(join(tmpdir(), "hardened-host-consumer-")));
        await Promise.all(["state", "home"].map((name) => mkdir(consumer.path(name))));
        const files = {
            "package.json": '{ "name": "blank", "private": true }\n',
            "Pulumi.yaml": "name: blank\nruntime: nodejs\n",
            "index.ts": program,
            "tsconfig.json": JSON.stringify({ compilerOptions: strict, files: ["index.ts"] }),
        };
        for (const [name, text] of Object.entries(files)) await writeFile(consumer.path(name), text);
        const wanted = ["@pulumi/pulumi", "typescript", "@types/node", ...peers] as const;
        const packages = wanted.map((name) => `${name}@${devDependencies[name]}`);
        const install = ["install", "--prefer-offline", "--no-audit", "--no-fund", ...options, library, ...packages];
        await mustRun("npm", install, { cwd: consumer.folder, env: consumer.environment });
        return consumer;
    }

    public path(name: string): string {
        return join(this.folder, name);
    }

    public compile(): Promise<CommandResult> {
        return run(process.execPath, ["node_modules/typescript/bin/tsc"], { cwd: this.folder });
    }

    public pulumi(...args: readonly string[]): Promise<CommandResult> {
        return run("pulumi", [...args, "--non-interactive"], { cwd: this.folder, env: this.environment });
    }

    /** Names of the plugins that its Pulumi has. */
    public async plugins(): Promise<string[]> {
        const names = await readdir(this.path("home/plugins")).catch(() => []);
        return names.filter((name) => !name.endsWith(".lastused"));
    }

    public forgetPlugins(): Promise<void> {
        return rm(this.path("home/plugins"), { recursive: true, force: true });
    }

    /** As on a new computer: npm may run what packages bring along. */
    public async installAgain(): Promise<void> {
        await mustRun("npm", ["rebuild", "hardened-host"], { cwd: this.folder, env: this.environment });
    }

    public async read(name: string): Promise<string> {
        return readFile(this.path(name), "utf8");
    }

    public remove(): Promise<void> {
        return rm(this.folder, { recursive: true, force: true });
    }

    private get environment(): NodeJS.ProcessEnv {
        return {
            ...process.env,
            PULUMI_HOME: this.path("home"),
            PULUMI_BACKEND_URL: `file://${this.path("state")}`,
            PULUMI_CONFIG_PASSPHRASE: "test",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            // Whatever is on the PATH here is on nobody else's.
            PULUMI_IGNORE_AMBIENT_PLUGINS: "",
        };
    }
}

/** Stricter than most: what they let pass, passes everywhere. Declarations of packages are checked too. */
const strict = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    target: "es2022",
    module: "nodenext",
    moduleResolution: "nodenext",
    noEmit: true,
};
