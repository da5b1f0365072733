import { z } from "zod";
import { downloadUrl, sha256Digest } from "../../program-source";

export const cloudronSettings = z.strictObject({
    version: z
        .string()
        .regex(/^\d+\.\d+\.\d+$/, "must be a version such as 8.3.2")
        .meta({ description: "Version that is installed first. Afterwards Cloudron updates itself." }),
    setup: z.strictObject({
        url: downloadUrl().default("https://cloudron.io/cloudron-setup").meta({
            description: "Where the host downloads the setup script.",
        }),
        sha256: sha256Digest().meta({
            description:
                "Digest of the script that you have read: Cloudron publishes none. Anything else stops the delivery.",
        }),
    }),
    mail: z.boolean().default(false).meta({
        description: "Its mail server is reachable: ports 25, 587, 993 and 4190.",
    }),
});

export type CloudronSettings = z.output<typeof cloudronSettings>;
