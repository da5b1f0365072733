import { runInForeground } from "../bootstrap/child";
import { withPath } from "../pulumi/environment";

/** Rewrites the sources in the house's format. */
export async function format(): Promise<number> {
    return runInForeground("node_modules/.bin/prettier", ["--write", "--log-level=warn", "."], {
        env: withPath(process.env, []),
    });
}
