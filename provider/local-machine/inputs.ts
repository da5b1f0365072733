import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import { baseDiskGib, guestReleases } from "./image-recipe";

/** Says what is wrong, with the value; then what is accepted. */
const wrong = (accepted: string) => (issue: { readonly input?: unknown }) =>
    issue.input === undefined
        ? `is missing; must be ${accepted}`
        : `is ${JSON.stringify(issue.input)}; must be ${accepted}`;

const wholeNumber = (from: number, to: number, unit: string) => {
    const error = wrong(`a whole number of ${unit} from ${from} to ${to}`);
    return z.int({ error }).min(from, { error }).max(to, { error });
};

const addressRange = (isAddress: (text: string) => boolean, longestPrefix: number, example: string) => {
    const error = wrong(`the guest's address and prefix length, such as ${example}`);
    return z.string({ error }).refine(
        (text) => {
            const [address = "", prefix = "", ...rest] = text.split("/");
            return (
                isAddress(address) && /^\d{1,3}$/.test(prefix) && Number(prefix) <= longestPrefix && rest.length === 0
            );
        },
        { error },
    );
};

const nameRule = wrong("1 to 63 lower-case letters, digits and hyphens, no hyphen at either end");
const tapRule = wrong("the name of a tap device, 1 to 15 letters, digits and . _ -");
/** Not with the value: it carries the one-time host key. */
const bootstrapRule = "must be a cloud-config text, its first line #cloud-config";

const segmentInputs = z.strictObject({
    tap: z.string({ error: tapRule }).regex(/^[A-Za-z0-9_.-]{1,15}$/, { error: tapRule }),
    ipv4Cidr: addressRange(isIPv4, 32, "192.0.2.10/24"),
    ipv6Cidr: addressRange(isIPv6, 128, "2001:db8::10/64"),
});

/** A second network interface of the guest, on a real segment, for instance to be scanned from a neighbour. */
export interface Segment {
    /** A tap device of this computer, made beforehand (`ip tuntap add`); opening another user's needs root. */
    readonly tap: string;
    /** Address of the guest with the length of the prefix, such as `192.0.2.10/24`. */
    readonly ipv4Cidr: string;
    /** Address of the guest with the length of the prefix, such as `2001:db8::10/64`. */
    readonly ipv6Cidr: string;
}

export const localMachineInputs = z.strictObject({
    /** Host name of the guest. Another name is another machine. */
    name: z.string({ error: nameRule }).regex(/^(?!-)[a-z0-9-]{1,63}(?<!-)$/, { error: nameRule }),
    /** First-boot text for cloud-init, secret. Frozen: a change of it after creation is no difference. */
    bootstrap: z.string(bootstrapRule).regex(/^#cloud-config\r?\n/, bootstrapRule),
    /** Memory of the guest in MiB. A change restarts it. Debian does not boot in less than 512. */
    memoryMib: wholeNumber(512, 1024 * 1024, "MiB"),
    /** Processors of the guest. A change restarts it. */
    cpus: wholeNumber(1, 64, "processors"),
    /** Size of its disk in GiB, taken up as it is used. May grow, which restarts the guest; never shrinks. */
    diskGib: wholeNumber(2 * baseDiskGib, 4096, "GiB"),
    /** Operating system. Another one is another machine. */
    release: z.enum(guestReleases, { error: wrong(guestReleases.join(" or ")) }),
    /** Another segment is another machine: cloud-init configures the network once. */
    segment: segmentInputs.optional(),
    /** Always true: what is asked for. A machine found powered off differs from it, so that an update starts it. */
    running: z.boolean().refine((running) => running, "is false; a local machine is meant to run, so it must be true"),
});

export type LocalMachineInputs = z.output<typeof localMachineInputs>;

export interface LocalMachineState extends LocalMachineInputs {
    /** Loopback address of this computer on which the machine's openings are forwarded, its own. */
    readonly address: string;
    /** Names its folder, and tells the guest's cloud-init that it is a new machine. */
    readonly machineId: string;
    /** Process id of QEMU, while it runs. */
    readonly pid?: number;
    /** `tcg` is software emulation: 10 to 20 times slower, used where KVM does not work. */
    readonly accelerator: "kvm" | "tcg";
    /** File that the guest's serial console is written to. */
    readonly serialLog: string;
}
