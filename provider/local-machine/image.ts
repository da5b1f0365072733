import { existsSync } from "node:fs";
import { chmod, mkdtemp, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ProgressLog } from "../resource";
import { withFileLock } from "./file-lock";
import { cacheFolder } from "../../components/builds/user-folders";
import { baseDiskGib, bootstrapArguments, guestDiskScript, imageKey, type GuestRelease } from "./image-recipe";
import { makeScratch, removeLeftovers, removeScratch } from "./image-scratch";
import { runProgram, type ProgramOptions } from "./run-program";

/** Files from which machines start; read-only, shared by all of them. */
export interface GuestImage {
    readonly release: GuestRelease;
    readonly kernel: string;
    readonly initrd: string;
    /** QCOW2 with one ext4 file system and no partition table. */
    readonly disk: string;
}

export interface EnsureGuestImageOptions {
    readonly log: ProgressLog;
    /** @default "debian-13" */
    readonly release?: GuestRelease;
    /** Stops the building when aborted; nothing is left of it. */
    readonly signal?: AbortSignal;
}

/**
 * The guest image, from the cache or else built from Debian's packages (45 to 85 s, about 900 MB on disk). Several
 * processes may ask at once: one builds, the others wait for it.
 */
export async function ensureGuestImage(options: EnsureGuestImageOptions): Promise<GuestImage> {
    const release = options.release ?? "debian-13";
    const folder = join(cacheFolder(), "guest-images", imageKey(release));
    if (!existsSync(folder)) {
        const onWait = () => options.log.progress(`waiting for another process that builds the ${release} guest image`);
        const buildOnce = async () => {
            if (!existsSync(folder)) await build(release, folder, options);
        };
        await withFileLock(`${folder}.lock`, buildOnce, { onWait, signal: options.signal });
    }
    return {
        release,
        kernel: join(folder, "kernel"),
        initrd: join(folder, "initrd"),
        disk: join(folder, "disk.qcow2"),
    };
}

async function build(release: GuestRelease, folder: string, { log, signal }: EnsureGuestImageOptions): Promise<void> {
    await removeLeftovers(folder);
    const partial = await mkdtemp(`${folder}.partial-`);
    const scratch = await makeScratch(folder);
    const startedAt = Date.now();
    const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
    let step = "starting";
    const report = () =>
        log.progress(
            `building the ${release} guest image (once; a minute or two on an idle computer): ${step}, ${elapsed()}`,
        );
    const ticking = setInterval(report, 2000);
    try {
        const onStep = (next: string) => {
            step = next;
            report();
        };
        const running = { env: { TMPDIR: scratch }, ...(signal === undefined ? {} : { signal }) };
        await buildIn(partial, release, running, onStep);
        await rename(partial, folder);
        log.info(`built the ${release} guest image in ${elapsed()}; kept in ${folder}`);
    } finally {
        clearInterval(ticking);
        await removeScratch(scratch);
        await rm(partial, { recursive: true, force: true });
    }
}

async function buildIn(
    partial: string,
    release: GuestRelease,
    running: ProgramOptions,
    onStep: (step: string) => void,
): Promise<void> {
    const asRoot = process.getuid?.() === 0;
    const tarPath = join(partial, "rootfs.tar");
    const onLine = (line: string) => {
        const step = /^I: ([a-z][^:]*?)\.\.\.$/.exec(line)?.[1];
        if (step !== undefined) onStep(step);
    };
    const bootstrap = bootstrapArguments(release, asRoot, tarPath);
    await runProgram("mmdebstrap", bootstrap, { ...running, onLine, contained: asRoot });

    onStep("taking out the kernel");
    const bootFiles = ["--wildcards", "./boot/vmlinuz-*", "./boot/initrd.img-*"];
    const extraction = ["--extract", "--no-same-owner", "--file", tarPath, "--directory", partial, ...bootFiles];
    await runProgram("tar", extraction, running);
    await moveBootFiles(partial);

    onStep("making the disk");
    await makeDisk(partial, tarPath, asRoot, running);
}

async function moveBootFiles(partial: string): Promise<void> {
    const boot = join(partial, "boot");
    const names = await readdir(boot);
    for (const [prefix, target] of [
        ["vmlinuz-", "kernel"],
        ["initrd.img-", "initrd"],
    ] as const) {
        const found = names.filter((name) => name.startsWith(prefix));
        const [name] = found;
        if (name === undefined || found.length > 1)
            throw new Error(`expected one ${prefix}* in the image, found ${found.join(", ")}`);
        await rename(join(boot, name), join(partial, target));
        await chmod(join(partial, target), 0o400);
    }
    await rm(boot, { recursive: true });
}

async function makeDisk(partial: string, tarPath: string, asRoot: boolean, running: ProgramOptions): Promise<void> {
    const rawPath = join(partial, "disk.raw");
    const tar = await open(tarPath, "r");
    const raw = await open(rawPath, "w+");
    try {
        await raw.truncate(baseDiskGib * 1024 ** 3);
        // Root of a user namespace opens it through the descriptor; the folder keeps everybody else out.
        await raw.chmod(0o666);
        // As text, not as a path: the namespace's user ids may not be able to read the folder of this program.
        const script = ["-c", await readFile(guestDiskScript, "utf8")];
        const files = { input: tar.fd, extraFiles: [raw.fd] };
        if (asRoot) await runProgram("sh", script, { ...running, ...files });
        else await runProgram("mmdebstrap", ["--unshare-helper", "sh", ...script], { ...running, ...files });
    } finally {
        await tar.close();
        await raw.close();
    }
    const diskPath = join(partial, "disk.qcow2");
    await runProgram("qemu-img", ["convert", "-O", "qcow2", rawPath, diskPath], running);
    await chmod(diskPath, 0o400);
    await rm(rawPath);
    await rm(tarPath);
}
