import { z } from "zod";
import { blockableModules } from "./blocked-modules";

const mountSettings = z.strictObject({
    tmp: z
        .boolean()
        .default(true)
        .meta({ description: "/tmp in memory, at most half of it, with noexec, nosuid, nodev." }),
    varTmp: z.boolean().default(true).meta({ description: "/var/tmp with noexec, nosuid, nodev." }),
    dev: z.boolean().default(true).meta({
        description: "/dev with noexec, nosuid. Enclaves (Intel SGX) need it executable.",
    }),
    devShm: z.boolean().default(true).meta({ description: "/dev/shm with noexec, nosuid, nodev." }),
    varLog: z.boolean().default(true).meta({ description: "/var/log with noexec, nosuid, nodev." }),
    home: z.boolean().default(true).meta({ description: "/home with nosuid, nodev." }),
    hideProcesses: z.boolean().default(true).meta({
        description:
            "Accounts see their own processes only (hidepid). A monitoring agent that must see all joins the group `proc`.",
    }),
});

export const kernelSettings = z.strictObject({
    ptraceScope: z
        .union([z.literal(1), z.literal(2), z.literal(3)])
        .default(2)
        .meta({
            description: "Who may attach a debugger to a process: 1 its parent, 2 root, 3 nobody until reboot.",
        }),
    unprivilegedUserNamespaces: z.boolean().default(false).meta({
        description: "Accounts may make user namespaces. Rootless containers and browsers need it.",
    }),
    ioUring: z.enum(["off", "privileged", "on"]).default("off").meta({
        description: "Who may use io_uring: nobody, root, or everybody. Some databases are faster with it.",
    }),
    rebootOnOops: z.boolean().default(true).meta({
        description: "A kernel that met a bug of its own restarts the machine after 10 seconds.",
    }),
    reversePath: z.enum(["strict", "loose"]).default("strict").meta({
        description: "Filter of spoofed senders. `loose` for hosts whose answers leave by another interface.",
    }),
    usbStorage: z.boolean().default(false).meta({ description: "USB sticks and disks can be mounted." }),
    allowedModules: z
        .array(z.enum(blockableModules as [string, ...string[]]))
        .default([])
        .meta({
            description: "Kernel modules taken off the list of blocked ones, for example `sctp` for telephony.",
        }),
    mounts: mountSettings.prefault({}),
});

export type KernelSettings = z.output<typeof kernelSettings>;
