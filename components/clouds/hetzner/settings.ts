import { z } from "zod";
import {
    dataVolume,
    protect,
    protectMachine,
    replaceableOrProtected,
    replaceOnChange,
    slug,
} from "../machine-settings";

/** Everything below `hosts.<name>.cloud.hetzner`. */
export const hetznerSettings = z
    .strictObject({
        location: slug("a Hetzner location", "fsn1").meta({
            description: "Location, such as `fsn1`. Fixed once the machine is made.",
        }),
        serverType: slug("a Hetzner server type", "cx23").meta({
            description: "Server type, such as `cx23`. A change restarts it, and must keep the architecture.",
        }),
        image: slug("a Hetzner image", "debian-13")
            .optional()
            .meta({
                description:
                    "Image to boot instead of Hetzner's own of the distribution: a name or number. It must be of " +
                    "`host.distribution`, with cloud-init. Read when the machine is made.",
            }),
        sshKeys: z
            .array(z.string().min(1, "must be the name or number of an SSH key"))
            .default([])
            .meta({
                description:
                    "SSH keys of the project. They open nothing on the host: given any, Hetzner makes no root password " +
                    "and sends no mail with it. Read when the machine is made.",
            }),
        backups: z.boolean().default(false).meta({ description: "Daily copies of the disk, made by Hetzner." }),
        dataVolume: dataVolume(10, 10_240)
            .optional()
            .meta({
                description:
                    "A disk that outlives the machine. It is attached, not mounted. Hetzner does not encrypt it: that is " +
                    "the host's to do.",
            }),
        protect,
        protectMachine,
        replaceOnChange,
    })
    .refine(replaceableOrProtected.accepts, replaceableOrProtected.problem);

export type HetznerSettings = z.output<typeof hetznerSettings>;
