import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { findQemu } from "../../provider/local-machine/qemu-process";
import { stateFolder } from "../bootstrap/paths";

/** True when a local machine of this user exists and does not run. */
export async function someMachineIsStopped(state = stateFolder()): Promise<boolean> {
    const folder = join(state, "machines");
    const machines = existsSync(folder) ? readdirSync(folder) : [];
    const processes = await Promise.all(machines.map((machine) => findQemu(join(folder, machine))));
    return processes.includes(undefined);
}
