import type { Phases } from "../bootstrap/phases";
import { stripped } from "./go-build";
import { ensureGoServer } from "./go-server";

const pebble = {
    title: "ACME server",
    folder: "acme-server",
    takes: "half a minute",
    file: "pebble",
    package: "github.com/letsencrypt/pebble/v2/cmd/pebble",
    linkerFlags: stripped,
};

/** Folder with a pinned pebble, which tests of certificates use: Debian 13 has one without profiles. */
export function ensureAcmeServer(phases: Phases): Promise<string> {
    return ensureGoServer(pebble, phases);
}
