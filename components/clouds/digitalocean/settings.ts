import { z } from "zod";
import { dataVolume, protect, replaceOnChange, slug } from "../machine-settings";

/** Everything below `hosts.<name>.cloud.digitalocean`. */
export const digitaloceanSettings = z.strictObject({
    region: slug("a DigitalOcean region", "fra1").meta({
        description: "Region, such as `fra1`. Fixed once the machine is made.",
    }),
    size: slug("a Droplet size", "s-1vcpu-2gb").meta({
        description: "Size of the Droplet, such as `s-1vcpu-2gb`. A change restarts it. The disk can grow only.",
    }),
    image: slug("a DigitalOcean image", "debian-13-x64")
        .optional()
        .meta({
            description:
                "Image to boot instead of DigitalOcean's own of the distribution: a name or number. It must be of " +
                "`host.distribution`, with cloud-init. Read when the machine is made.",
        }),
    sshKeys: z
        .array(z.string().regex(/^(\d+|[0-9a-f:]{47})$/, "must be the number or the fingerprint of an SSH key"))
        .default([])
        .meta({
            description:
                "SSH keys of the account. They open nothing on the host: given any, DigitalOcean makes no root password " +
                "and sends no mail with it. Read when the machine is made.",
        }),
    vpc: z.uuid("must be the id of a VPC").optional().meta({
        description: "Private network. Default: that of the region. Read when the machine is made.",
    }),
    project: z.uuid("must be the id of a project").optional().meta({
        description: "Project that lists the machine, its address and its volume. Default: the account's default one.",
    }),
    monitoring: z.boolean().default(false).meta({
        description:
            "DigitalOcean's metrics agent. It runs as root on the host, and needs a way out: `host.egress.allowed`. Read when the machine is made.",
    }),
    backups: z.boolean().default(false).meta({ description: "Weekly copies of the disk, made by DigitalOcean." }),
    dataVolume: dataVolume(1, 16_384).optional().meta({
        description: "A disk that outlives the machine, encrypted by DigitalOcean. It is attached, not mounted.",
    }),
    protect,
    replaceOnChange,
});

export type DigitalOceanSettings = z.output<typeof digitaloceanSettings>;
