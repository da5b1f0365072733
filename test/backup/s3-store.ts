import type { ChildProcess } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rightsOfHost, type PolicyStatement } from "../../components/backup-stores/aws-policy";
import { deployerAddress, type Network } from "../containers/network";
import { findExecutable } from "../../scripts/toolchain/executables";
import { mustRun, type CommandResult } from "../vm/world/command";
import { makeCertificate } from "./store";

const bucket = "example-backups";
const arn = `arn:aws:s3:::${bucket}`;
const port = 7070;
const lockedDays = 30;

interface Credential {
    readonly id: string;
    readonly secret: string;
}

const credentialOf = (id: string): Credential => ({ id, secret: randomBytes(18).toString("hex") });

/** Why the S3 server cannot be run here, `undefined` when it can. */
export function s3Obstacle(): string | undefined {
    return findExecutable("versitygw") === undefined
        ? "needs versitygw on PATH (npm run test:services backup builds it)"
        : undefined;
}

/**
 * A real S3 server with a bucket as `backupBuckets` makes it at AWS: versions, a lock on each, and a credential for hosts
 * with the same rights as there.
 */
export class S3Store {
    public readonly host = credentialOf("host");
    /** Of whoever prunes: may do everything, locks included. */
    public readonly pruner = credentialOf("pruner");
    private readonly root = credentialOf("root");
    private server: ChildProcess | undefined;

    private constructor(
        private readonly network: Network,
        private readonly folder: string,
        public readonly certificate: string,
    ) {}

    public static async create(network: Network): Promise<S3Store> {
        const folder = await mkdtemp(join(tmpdir(), "hardened-host-s3-"));
        const { certificate, key } = await makeCertificate([deployerAddress]);
        const store = new S3Store(network, folder, certificate);
        for (const name of ["objects", "versions", "accounts"]) await mkdir(join(folder, name));
        await writeFile(join(folder, "cert.pem"), certificate);
        await writeFile(join(folder, "key.pem"), key, { mode: 0o600 });
        await store.start();
        await store.makeBucket();
        return store;
    }

    /** Where everything is that whoever has the server has. */
    public get files(): string {
        return this.folder;
    }

    public get caFile(): string {
        return join(this.folder, "cert.pem");
    }

    public get hostPassword(): string {
        return this.host.secret;
    }

    public get settings() {
        const server = { endpoint: deployerAddress, port, region: "us-east-1", caCertificate: this.certificate };
        return { type: "s3", ...server, bucket, accessKeyId: this.host.id };
    }

    private async start(): Promise<void> {
        const path = (name: string) => join(this.folder, name);
        const tls = ["--cert", path("cert.pem"), "--key", path("key.pem")];
        const options = ["--port", `${deployerAddress}:${port}`, "--iam-dir", path("accounts"), "--quiet", ...tls];
        const backend = ["posix", "--versioning-dir", path("versions"), path("objects")];
        this.server = this.network.spawn("versitygw", [...options, ...backend], {
            stdio: "ignore",
            env: { ...process.env, ROOT_ACCESS_KEY_ID: this.root.id, ROOT_SECRET_ACCESS_KEY: this.root.secret },
        });
        const probe = `for _ in $(seq 100); do bash -c '</dev/tcp/${deployerAddress}/${port}' 2>/dev/null && exit; sleep 0.1; done; exit 1`;
        const { status } = await this.network.run("sh", ["-c", probe]);
        if (status !== 0) throw new Error("the S3 server does not answer");
    }

    private async makeBucket(): Promise<void> {
        for (const { id, secret } of [this.host, this.pruner]) {
            const admin = ["admin", "--allow-insecure", "--endpoint-url", this.url, "create-user"];
            const user = ["--access", id, "--secret", secret, "--role", "user"];
            const env = {
                ...process.env,
                ADMIN_ACCESS_KEY_ID: this.root.id,
                ADMIN_SECRET_ACCESS_KEY: this.root.secret,
            };
            await mustRun(...this.network.command("versitygw", [...admin, ...user]), { env });
        }
        await this.mustRequest("PUT", "", { headers: ["x-amz-bucket-object-lock-enabled: true"] });
        const rule = `<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>${lockedDays}</Days></DefaultRetention></Rule>`;
        const lock = `<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>${rule}</ObjectLockConfiguration>`;
        await this.mustRequest("PUT", "?object-lock=", { body: lock });
        const all = ["s3:*"];
        const pruner: PolicyStatement[] = [arn, `${arn}/*`].map((Resource) => ({
            Effect: "Allow",
            Action: all,
            Resource,
        }));
        const statements = [
            ...rightsOfHost(arn).map((statement) => ({ ...statement, Principal: { AWS: [this.host.id] } })),
            ...pruner.map((statement) => ({ ...statement, Principal: { AWS: [this.pruner.id] } })),
        ];
        const policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
        await this.mustRequest("PUT", "?policy=", { body: policy });
    }

    private get url(): string {
        return `https://${deployerAddress}:${port}`;
    }

    private async mustRequest(method: string, target: string, options: RequestOptions = {}): Promise<void> {
        const { stdout, output } = await this.request(this.root, method, target, options);
        if (!/\n2\d\d$/.test(stdout)) throw new Error(`${method} ${target}: ${output}`);
    }

    /** A signed request for the bucket or an object; the status is the output's last line. */
    public request(
        { id, secret }: Credential,
        method: string,
        target: string,
        { headers = [], body = "" }: RequestOptions = {},
    ): Promise<CommandResult> {
        const login = ["--aws-sigv4", "aws:amz:us-east-1:s3", "--user", `${id}:${secret}`, "--cacert", this.caFile];
        const sent = body === "" ? [] : ["--data-binary", body, "-H", "content-type: application/xml"];
        const digests = [
            `x-amz-content-sha256: ${createHash("sha256").update(body).digest("hex")}`,
            `content-md5: ${createHash("md5").update(body).digest("base64")}`,
        ];
        const all = [...sent, ...[...digests, ...headers].flatMap((header) => ["-H", header])];
        const answer = ["-sS", "--noproxy", "*", "--path-as-is", "-m", "20", "-w", "\n%{http_code}", "-X", method];
        const separator = target === "" || target.startsWith("?") ? "" : "/";
        return this.network.run("curl", [...answer, ...login, ...all, `${this.url}/${bucket}${separator}${target}`]);
    }

    /** Keys below a folder with the ids of their versions; marks of deletion have none of these. */
    public async versionsOf(prefix: string): Promise<readonly { readonly key: string; readonly version: string }[]> {
        const { stdout } = await this.request(this.root, "GET", `?prefix=${encodeURIComponent(prefix)}&versions=`);
        return [...stdout.matchAll(/<Version>.*?<\/Version>/gs)].map(([text]) => ({
            key: /<Key>(.*?)<\/Key>/.exec(text)?.[1] ?? "",
            version: /<VersionId>(.*?)<\/VersionId>/.exec(text)?.[1] ?? "",
        }));
    }

    public async remove(): Promise<void> {
        this.server?.kill();
        await rm(this.folder, { recursive: true, force: true });
    }
}

interface RequestOptions {
    readonly headers?: readonly string[];
    readonly body?: string;
}
