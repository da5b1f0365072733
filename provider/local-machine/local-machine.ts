import { existsSync } from "node:fs";
import { join } from "node:path";
import { OperationError, type Difference, type OperationContext, type Resource } from "../resource";
import { chooseAccelerator } from "./accelerator";
import { ensureGuestImage } from "./image";
import { localMachineInputs, type LocalMachineInputs, type LocalMachineState } from "./inputs";
import { claimMachine, growDisk, machineFolder, makeMachine, markComplete } from "./machine-folder";
import { removeInterrupted, removeMachine, type NewMachine } from "./machine-folder";
import { rememberedForwards } from "./port-forwards";
import { machineFiles } from "./qemu-arguments";
import { endQemu, findQemu, powerOff, startQemu } from "./qemu-process";

const powerOffSeconds = 180;

/** A virtual machine on this computer, run by QEMU apart from Pulumi, which it outlives. */
export const localMachine: Resource<LocalMachineInputs, LocalMachineState> = {
    inputs: localMachineInputs,
    secretOutputs: ["bootstrap"],

    diff: differenceOf,

    async create(inputs, context) {
        refuseUnsupportedComputer();
        refuseMissingTap(inputs);
        await removeInterrupted(context.urn);
        const image = await ensureGuestImage({
            log: context.log,
            release: inputs.release,
            signal: context.cancelled,
        });
        const machine = await claimMachine(context.urn, inputs.name);
        try {
            await makeMachine(machine, image, inputs);
            const state = await start(machine, inputs, context);
            if (context.cancelled.aborted) throw new OperationError("the local machine was not made: cancelled");
            await markComplete(machine.folder);
            return { id: machine.machineId, state };
        } catch (error) {
            await removeMachine(machine.folder);
            throw error;
        }
    },

    async read(id, state) {
        const folder = machineFolder(id);
        if (!existsSync(folder)) return undefined;
        const pid = await findQemu(folder);
        const { pid: _oldPid, ...rest } = state;
        return pid === undefined ? { ...rest, running: false } : { ...rest, running: true, pid };
    },

    async update(id, old, next, context) {
        const folder = machineFolder(id);
        if (!existsSync(folder)) {
            throw new OperationError(`local machine ${id}: its folder ${folder} is gone. Run pulumi up --refresh`);
        }
        refuseMissingTap(next);
        if ((await findQemu(folder)) !== undefined) await stop(folder, context);
        if (next.diskGib > old.diskGib) await growDisk(folder, next.diskGib);
        const state = await start({ machineId: id, folder, address: old.address }, next, context);
        return { ...state, bootstrap: old.bootstrap };
    },

    async delete(id) {
        await removeMachine(machineFolder(id));
    },
};

function differenceOf(old: LocalMachineState, next: LocalMachineInputs): Difference {
    if (next.diskGib < old.diskGib) {
        throw new OperationError(
            `local machine ${old.name}: diskGib: is ${next.diskGib}, less than the ${old.diskGib} that it has; a disk ` +
                `only grows. Set it to ${old.diskGib} or more`,
        );
    }
    const replaces = (["name", "release", "segment"] as const).filter((input) => !isSame(old[input], next[input]));
    const updates = (["memoryMib", "cpus", "diskGib", "running"] as const).filter(
        (input) => !isSame(old[input], next[input]),
    );
    return { changes: replaces.length + updates.length > 0, replaces };
}

function isSame(one: unknown, other: unknown): boolean {
    return JSON.stringify(one) === JSON.stringify(other);
}

function refuseUnsupportedComputer(): void {
    if (process.platform === "linux" && process.arch === "x64") return;
    throw new OperationError(
        `local machine: this computer is ${process.platform} on ${process.arch}; local machines run on Linux on x86-64 ` +
            "only. Use another cloud for this host",
    );
}

/** A tap device is the user's own; without it QEMU would fail with less to go by. */
function refuseMissingTap({ segment }: LocalMachineInputs): void {
    if (segment === undefined || existsSync(`/sys/class/net/${segment.tap}`)) return;
    throw new OperationError(
        `segment.tap: there is no network device ${JSON.stringify(segment.tap)}; it must exist beforehand. ` +
            `Make it: ip tuntap add ${segment.tap} mode tap`,
    );
}

async function start(
    { machineId, folder, address }: NewMachine,
    inputs: LocalMachineInputs,
    { log }: OperationContext,
): Promise<LocalMachineState> {
    log.progress("starting the local machine");
    const accelerator = await chooseAccelerator(join(folder, machineFiles.kernel));
    const pid = await startQemu({
        machineId,
        folder,
        memoryMib: inputs.memoryMib,
        cpus: inputs.cpus,
        accelerator,
        segment: inputs.segment,
        forwards: await rememberedForwards(folder),
    });
    if (accelerator === "tcg")
        log.info("KVM does not work on this computer: the machine is emulated, and slow to boot");
    const serialLog = join(folder, machineFiles.serialLog);
    return { ...inputs, running: true, address, machineId, pid, accelerator, serialLog };
}

/** Lets the guest write what it has to; a guest that does not listen is switched off. */
async function stop(folder: string, { log }: OperationContext): Promise<void> {
    const onWait = (seconds: number) => log.progress(`restarting the local machine: powering off, ${seconds} s`);
    if (await powerOff(folder, powerOffSeconds, onWait)) return;
    log.warn(`the local machine did not power off within ${powerOffSeconds} s; it was switched off`);
    await endQemu(folder);
}
