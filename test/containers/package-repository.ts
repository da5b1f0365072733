import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mustRun } from "../vm/world/command";
import { deployerAddress, type Network } from "./network";

const port = 8080;

interface TestPackage {
    readonly name: string;
    /** Another package that it needs. */
    readonly depends?: string;
    /** Shell of its postinst script. */
    readonly postinst?: string;
}

/** A mirror with small packages of the tests' own, for a real apt. Reached inside the test's network only. */
export class PackageRepository {
    private server: ChildProcess | undefined;

    private constructor(
        private readonly network: Network,
        private readonly folder: string,
    ) {}

    /** @param distributed folder with packages of a distribution that it has as well. */
    public static async create(
        network: Network,
        packages: readonly TestPackage[],
        distributed?: string,
    ): Promise<PackageRepository> {
        const folder = await mkdtemp(join(tmpdir(), "hardened-host-packages-"));
        const stanzas = distributed === undefined ? [] : await addPackages(folder, distributed);
        for (const one of packages) stanzas.push(await buildPackage(folder, one));
        await writeFile(join(folder, "Packages"), stanzas.join("\n"));
        return new PackageRepository(network, folder);
    }

    /** Line for sources.list. Signatures are apt's own matter, not what is tested with it. */
    public static readonly source = `deb [trusted=yes] http://${deployerAddress}:${port} ./\n`;

    public async start(): Promise<void> {
        const serve = ["-m", "http.server", "--bind", deployerAddress, "--directory", this.folder, String(port)];
        this.server = this.network.spawn("python3", serve, { stdio: "ignore" });
        const probe = `for _ in $(seq 50); do bash -c '</dev/tcp/${deployerAddress}/${port}' 2>/dev/null && exit; sleep 0.1; done; exit 1`;
        const { status } = await this.network.run("sh", ["-c", probe]);
        if (status !== 0) throw new Error("the package repository does not answer");
    }

    public stop(): void {
        this.server?.kill();
        this.server = undefined;
    }

    public async remove(): Promise<void> {
        this.stop();
        await rm(this.folder, { recursive: true, force: true });
    }
}

/** @returns their stanzas of a Packages file. */
async function addPackages(folder: string, source: string): Promise<string[]> {
    const files = (await readdir(join(source, "archives"))).filter((name) => name.endsWith(".deb"));
    return Promise.all(
        files.map(async (file) => {
            await copyFile(join(source, "archives", file), join(folder, file));
            const stdout = await mustRun("dpkg-deb", ["--field", join(folder, file)]);
            return stanzaOf(folder, file, `${stdout.trimEnd()}\n`);
        }),
    );
}

/** @returns the package's stanza of a Packages file. */
async function buildPackage(folder: string, { name, depends, postinst }: TestPackage): Promise<string> {
    const tree = join(folder, `${name}.tree`);
    const needs = depends === undefined ? "" : `Depends: ${depends}\n`;
    const control = `Package: ${name}\nVersion: 1\nArchitecture: all\nMaintainer: the tests <root@localhost>\n${needs}Description: a test\n`;
    await mkdir(join(tree, "DEBIAN"), { recursive: true, mode: 0o755 });
    await mkdir(join(tree, "usr/share", name), { recursive: true });
    await writeFile(join(tree, "usr/share", name, "content"), `${name}\n`);
    await writeFile(join(tree, "DEBIAN/control"), control);
    if (postinst !== undefined)
        await writeFile(join(tree, "DEBIAN/postinst"), `#!/bin/sh\nset -e\n${postinst}\n`, { mode: 0o755 });
    const file = `${name}_1_all.deb`;
    await mustRun("dpkg-deb", ["--root-owner-group", "--build", tree, join(folder, file)]);
    await rm(tree, { recursive: true });
    return stanzaOf(folder, file, control);
}

async function stanzaOf(folder: string, file: string, control: string): Promise<string> {
    const content = await readFile(join(folder, file));
    const digest = createHash("sha256").update(content).digest("hex");
    return `${control}Filename: ./${file}\nSize: ${content.length}\nSHA256: ${digest}\n`;
}
