import { getAmiOutput } from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";

type Architecture = "x86_64" | "arm64";

interface Publisher {
    /** Account that publishes the images; anybody may publish one under any name. */
    readonly owner: string;
    /** Name of the images, with `*` for the build. */
    readonly name: (architecture: "amd64" | "arm64") => string;
}

/** Debian: https://wiki.debian.org/Cloud/AmazonEC2Image. Canonical: https://documentation.ubuntu.com/aws/. */
const debian = "136693071363";
const canonical = "099720109477";

const publishers: Readonly<Record<string, Publisher>> = {
    "debian-13": { owner: debian, name: (architecture) => `debian-13-${architecture}-*` },
    "debian-12": { owner: debian, name: (architecture) => `debian-12-${architecture}-*` },
    "ubuntu-24.04": {
        owner: canonical,
        name: (architecture) => `ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-${architecture}-server-*`,
    },
};

export const imageDistributions: readonly string[] = Object.keys(publishers);

/**
 * Processor of an instance type, from its name: Graviton families have a `g` behind the generation (`t4g`, `m7gd`,
 * `im4gn`), and `a1` is the first of them. https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export function architectureOf(instanceType: string): Architecture {
    return /^(a1|[a-z]+\d+g[a-z]*)\./.test(instanceType) ? "arm64" : "x86_64";
}

/** The newest image of a distribution. A machine that exists ignores a newer one. */
export function newestImage(
    distribution: string,
    instanceType: string,
    region: string,
    options: pulumi.InvokeOutputOptions,
): pulumi.Output<string> {
    const publisher = publishers[distribution];
    if (publisher === undefined) throw new Error(`no publisher of ${distribution} is known`);
    const architecture = architectureOf(instanceType);
    const filters = [
        { name: "name", values: [publisher.name(architecture === "arm64" ? "arm64" : "amd64")] },
        { name: "architecture", values: [architecture] },
        { name: "root-device-type", values: ["ebs"] },
        { name: "virtualization-type", values: ["hvm"] },
    ];
    return getAmiOutput({ owners: [publisher.owner], filters, mostRecent: true, region }, options).id;
}
