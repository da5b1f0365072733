import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { defineCloud } from "./machine";
import type { Machine, MachineArgs, Opening } from "./machine";
import { covers } from "./machine-openings";

const interfaceName = z
    .string()
    .regex(
        /^[a-z][a-z0-9-]{0,14}$/,
        "must be the name of a network interface, 1 to 15 lower-case letters, digits, hyphens",
    );

const addressWithPrefix = (family: "IPv4" | "IPv6", example: string) =>
    (family === "IPv4" ? z.cidrv4 : z.cidrv6)(
        `must be an ${family} address with its prefix length, such as ${example}`,
    );

const segment = z.strictObject({
    tap: interfaceName.meta({ description: "Existing tap interface of this computer, joined to the segment." }),
    ipv4Cidr: addressWithPrefix("IPv4", "192.0.2.10/24").meta({
        description: "Address of the machine on the segment, with its prefix length.",
    }),
    ipv6Cidr: addressWithPrefix("IPv6", "2001:db8::10/64").meta({
        description: "IPv6 address of the machine on the segment, with its prefix length.",
    }),
});

const settings = z.strictObject({
    memoryMib: z
        .int("must be a whole number of mebibytes from 512 to 65536")
        .min(512, "must be a whole number of mebibytes from 512 to 65536")
        .max(65536, "must be a whole number of mebibytes from 512 to 65536")
        .default(2048)
        .meta({ description: "Memory in mebibytes, 512 to 65536." }),
    cpus: z
        .int("must be a whole number from 1 to 64")
        .min(1, "must be a whole number from 1 to 64")
        .max(64, "must be a whole number from 1 to 64")
        .default(2)
        .meta({ description: "Virtual processors, 1 to 64." }),
    diskGib: z
        .int("must be a whole number of gibibytes from 4 to 1024")
        .min(4, "must be a whole number of gibibytes from 4 to 1024")
        .max(1024, "must be a whole number of gibibytes from 4 to 1024")
        .default(8)
        .meta({
            description: "Size of the disk in gibibytes, 4 to 1024. It takes no more room than is written to it.",
        }),
    segment: segment.optional().meta({
        description:
            "Second network interface on a network segment of your own, for reaching the machine from others than " +
            "this computer.",
    }),
});

type Settings = z.output<typeof settings>;

interface LocalMachineInputs {
    name: pulumi.Input<string>;
    bootstrap: pulumi.Input<string>;
    memoryMib: pulumi.Input<number>;
    cpus: pulumi.Input<number>;
    diskGib: pulumi.Input<number>;
    release: pulumi.Input<string>;
    running: pulumi.Input<boolean>;
    segment?: pulumi.Input<{ tap: string; ipv4Cidr: string; ipv6Cidr: string }>;
}

/** A QEMU machine on this computer. */
export class LocalMachine extends pulumi.CustomResource {
    /** Loopback address of its own, on which its openings answer. */
    declare public readonly address: pulumi.Output<string>;
    declare public readonly machineId: pulumi.Output<string>;
    /** What runs it: `kvm`, or `tcg` where the processor is emulated. */
    declare public readonly accelerator: pulumi.Output<string>;
    /** File on this computer with what the machine wrote to its console. */
    declare public readonly serialLog: pulumi.Output<string>;

    public constructor(name: string, inputs: LocalMachineInputs, options: pulumi.CustomResourceOptions) {
        const outputs = { address: undefined, machineId: undefined, accelerator: undefined, serialLog: undefined };
        super("hardened-host:index:LocalMachine", name, { ...inputs, ...outputs }, options);
    }
}

interface LocalOpeningInputs {
    machineId: pulumi.Input<string>;
    address: pulumi.Input<string>;
    protocol: pulumi.Input<string>;
    port: pulumi.Input<number>;
    portEnd?: pulumi.Input<number>;
}

/** A port of this computer that leads to one of the machine. */
export class LocalOpening extends pulumi.CustomResource {
    /** First port on this computer: the machine's own number where it is free. */
    declare public readonly localPort: pulumi.Output<number>;

    public constructor(name: string, inputs: LocalOpeningInputs, options: pulumi.CustomResourceOptions) {
        super("hardened-host:index:LocalOpening", name, { ...inputs, localPort: undefined }, options);
    }
}

function makeLocalMachine(given: Settings, name: string, args: MachineArgs, options: pulumi.ResourceOptions): Machine {
    const { segment: ownSegment, ...size } = given;
    const machine = new LocalMachine(
        `${name}-machine`,
        {
            name: args.name,
            bootstrap: args.bootstrap(),
            release: args.distribution,
            running: true,
            ...size,
            ...(ownSegment === undefined ? {} : { segment: ownSegment }),
        },
        // Read at the first boot only; a later text would replace the machine for nothing.
        pulumi.mergeOptions(options, { ignoreChanges: ["bootstrap"] }),
    );
    const openings = args.openings.map((opening) => ({
        opening,
        resource: openLocally(name, opening, machine, options),
    }));
    return {
        resource: machine,
        id: machine.machineId,
        address: machine.address,
        capabilities: { hostKeyFromFirstBoot: true, deletedWithStack: true },
        openings: openings.map(({ resource }) => resource),
        reachablePort: (protocol, port) => {
            const found = openings.find(({ opening }) => opening.protocol === protocol && covers(opening, port));
            if (found === undefined) throw new Error(`${protocol} port ${port} is not among the openings of ${name}`);
            return found.resource.localPort.apply((localPort) => localPort + port - found.opening.port);
        },
    };
}

/** Named by protocol and port, so that another port is another resource: made before delivery, the old one gone after. */
function openLocally(
    name: string,
    { protocol, port, portEnd }: Opening,
    machine: LocalMachine,
    options: pulumi.ResourceOptions,
): LocalOpening {
    const last = portEnd === undefined || portEnd === port ? undefined : portEnd;
    return new LocalOpening(
        `${name}-opening-${protocol}-${port}${last === undefined ? "" : `-${last}`}`,
        {
            machineId: machine.machineId,
            address: machine.address,
            protocol,
            port,
            ...(last === undefined ? {} : { portEnd: last }),
        },
        pulumi.mergeOptions(options, { deletedWith: machine }),
    );
}

/** QEMU on this computer: the embedded cloud, for trying things out and for the tests. */
export const local = defineCloud(settings, ["debian-13", "debian-12"], makeLocalMachine);
