import { randomBytes } from "node:crypto";
import { constants, existsSync } from "node:fs";
import { chmod, copyFile, link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { claimAddress, releaseAddress } from "./loopback-address";
import { stateFolder } from "../../components/builds/user-folders";
import type { GuestImage } from "./image";
import type { LocalMachineInputs } from "./inputs";
import { machineFiles } from "./qemu-arguments";
import { endQemu } from "./qemu-process";
import { runProgram } from "./run-program";
import { seedImage } from "./seed";

/** There while a machine is being made, with the URN of its resource. One left over means an interruption. */
const creationMark = "creating";
const addressFile = "address";

export interface NewMachine {
    readonly machineId: string;
    readonly folder: string;
    readonly address: string;
}

export function machineFolder(machineId: string): string {
    return join(machinesFolder(), machineId);
}

function machinesFolder(): string {
    return join(stateFolder(), "machines");
}

/** Makes the folder of a new machine, with its disk and seed. A failure leaves the folder to {@link removeMachine}. */
export async function makeMachine(machine: NewMachine, image: GuestImage, inputs: LocalMachineInputs): Promise<void> {
    const path = (file: keyof typeof machineFiles) => join(machine.folder, machineFiles[file]);
    await shareFile(image.kernel, path("kernel"));
    await shareFile(image.initrd, path("initrd"));
    await shareFile(image.disk, path("base"));
    const backing = ["-b", machineFiles.base, "-F", "qcow2"];
    await runProgram("qemu-img", ["create", "-q", "-f", "qcow2", ...backing, path("disk"), `${inputs.diskGib}G`]);
    await chmod(path("disk"), 0o600);
    const seed = seedImage({ ...inputs, machineId: machine.machineId });
    await writeFile(path("seed"), seed, { mode: 0o400 });
}

/** Claims an id, a folder and an address for a machine of this resource. */
export async function claimMachine(urn: string, name: string): Promise<NewMachine> {
    const machineId = `${name.slice(0, 40)}-${randomBytes(4).toString("hex")}`;
    const folder = machineFolder(machineId);
    await mkdir(machinesFolder(), { recursive: true, mode: 0o700 });
    await mkdir(folder, { mode: 0o700 });
    try {
        await writeFile(join(folder, creationMark), urn);
        const address = await claimAddress(urn, folder);
        await writeFile(join(folder, addressFile), address);
        return { machineId, folder, address };
    } catch (error) {
        await removeMachine(folder);
        throw error;
    }
}

export async function markComplete(folder: string): Promise<void> {
    await rm(join(folder, creationMark));
}

/** Removes what an interrupted creation of this resource left: Pulumi runs one operation of a resource at a time. */
export async function removeInterrupted(urn: string): Promise<void> {
    for (const machineId of await readdir(machinesFolder()).catch(() => [])) {
        const folder = machineFolder(machineId);
        const owner = await readFile(join(folder, creationMark), "utf8").catch(() => undefined);
        if (owner === urn) await removeMachine(folder);
    }
}

/** Ends the machine if it runs, and removes all that belongs to it. */
export async function removeMachine(folder: string): Promise<void> {
    if (!existsSync(folder)) return;
    await endQemu(folder);
    const address = await readFile(join(folder, addressFile), "utf8").catch(() => undefined);
    if (address !== undefined) await releaseAddress(address, folder);
    await rm(folder, { recursive: true, force: true });
}

/** The image may be removed from the cache while machines made from it live on: each has a name of its own for it. */
async function shareFile(source: string, target: string): Promise<void> {
    await link(source, target).catch(() => copyFile(source, target, constants.COPYFILE_FICLONE));
}

/** Gives a stopped machine a larger disk; its file system grows at its next start. */
export async function growDisk(folder: string, diskGib: number): Promise<void> {
    await runProgram("qemu-img", ["resize", "-q", "-f", "qcow2", join(folder, machineFiles.disk), `${diskGib}G`]);
}
