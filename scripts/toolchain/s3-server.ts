import type { Phases } from "../bootstrap/phases";
import { stripped } from "./go-build";
import { ensureGoServer } from "./go-server";

const versitygw = {
    title: "S3 server",
    folder: "s3-server",
    takes: "2 minutes",
    file: "versitygw",
    package: "github.com/versity/versitygw/cmd/versitygw",
    linkerFlags: stripped,
};

/** Folder with a pinned S3 server, which tests of backups use: versions, object lock, policies, in one program. */
export function ensureS3Server(phases: Phases): Promise<string> {
    return ensureGoServer(versitygw, phases);
}
