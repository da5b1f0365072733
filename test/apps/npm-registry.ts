import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../vm/world/command";

/** A package to publish; `manifest` joins its name and version in package.json. */
export interface Publication {
    readonly name: string;
    readonly version: string;
    readonly files: Readonly<Record<string, string>>;
    readonly manifest?: Readonly<Record<string, unknown>>;
}

/** Lays packages out in a folder as the public registry would serve them. */
export async function publish(folder: string, publications: readonly Publication[]): Promise<void> {
    for (const { name, version, files, manifest = {} } of publications) {
        const work = await mkdtemp(join(tmpdir(), "hardened-host-npm-"));
        const described = { name, version, ...manifest };
        for (const [path, content] of Object.entries({ ...files, "package.json": JSON.stringify(described) })) {
            await mkdir(dirname(join(work, "package", path)), { recursive: true });
            await writeFile(join(work, "package", path), content);
        }
        const archive = join(folder, name, "-", `${name.slice(name.indexOf("/") + 1)}-${version}.tgz`);
        await mkdir(dirname(archive), { recursive: true });
        execFileSync("tar", ["-czf", archive, "-C", work, "package"]);
        await rm(work, { recursive: true });
        const integrity = `sha512-${createHash("sha512")
            .update(await readFile(archive))
            .digest("base64")}`;
        const tarball = `https://registry.npmjs.org/${name}/-/${archive.slice(archive.lastIndexOf("/") + 1)}`;
        const versions = { [version]: { ...described, dist: { tarball, integrity } } };
        const document = { name, "dist-tags": { latest: version }, versions };
        await writeFile(join(folder, name, "document.json"), JSON.stringify(document));
    }
}

/** The lock that npm itself makes for a project that depends on a package, from the packages of a folder. */
export async function lockOf(folder: string, name: string, version: string): Promise<unknown> {
    const server = createServer((request, response) => {
        const path = join(folder, decodeURIComponent(request.url ?? "/"));
        const file = existsSync(join(path, "document.json")) ? join(path, "document.json") : path;
        if (existsSync(file)) createReadStream(file).pipe(response);
        else response.writeHead(404).end();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the registry has no port");
    const project = await mkdtemp(join(tmpdir(), "hardened-host-npm-"));
    try {
        const manifest = { name: "project", version: "1.0.0", dependencies: { [name]: version } };
        await writeFile(join(project, "package.json"), JSON.stringify(manifest));
        const registry = `http://127.0.0.1:${address.port}/`;
        const options = ["--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund", "--registry", registry];
        const folders = ["--prefix", project, "--cache", join(project, "cache")];
        const { status, stderr } = await run("npm", ["install", ...options, ...folders]);
        if (status !== 0) throw new Error(stderr);
        return JSON.parse(await readFile(join(project, "package-lock.json"), "utf8"));
    } finally {
        server.close();
        await rm(project, { recursive: true });
    }
}
