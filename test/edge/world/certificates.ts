import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mustRun } from "../../vm/world/command";

/** A certificate for a domain and its subdomains, and the authority that signed it; made for one run. */
export interface TestCertificates {
    readonly authority: string;
    readonly chain: string;
    readonly key: string;
}

/** As a public authority makes them: a root, an intermediate, a leaf of 90 days that names where its CRL is. */
export async function makeCertificates(domain: string): Promise<TestCertificates> {
    const folder = await mkdtemp(join(tmpdir(), "hardened-host-certificates-"));
    const path = (name: string) => join(folder, name);
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"];
    const sign = async (name: string, issuer: string, subject: string, extensions: string, days: number) => {
        await writeFile(path(`${name}.ext`), extensions);
        const request = ["req", "-new", ...key, "-subj", subject, "-keyout", path(`${name}.key`)];
        await mustRun("openssl", [...request, "-out", path(`${name}.csr`)]);
        const by = ["-CA", path(`${issuer}.pem`), "-CAkey", path(`${issuer}.key`), "-days", String(days)];
        const files = ["-in", path(`${name}.csr`), "-extfile", path(`${name}.ext`), "-out", path(`${name}.pem`)];
        await mustRun("openssl", ["x509", "-req", "-sha256", ...by, ...files]);
    };
    try {
        const root = ["req", "-x509", ...key, "-days", "3650", "-subj", "/O=Test/CN=Test Root"];
        const usage = ["-addext", "keyUsage=critical,keyCertSign,cRLSign"];
        await mustRun("openssl", [...root, ...usage, "-keyout", path("root.key"), "-out", path("root.pem")]);
        const authority =
            "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n" + keyIdentifiers;
        await sign("between", "root", "/O=Test/CN=Test Intermediate", authority, 1800);
        await sign("leaf", "between", `/CN=${domain}`, leafExtensions(domain), 90);
        const read = (name: string) => readFile(path(name), "utf8");
        return {
            authority: await read("root.pem"),
            chain: (await read("leaf.pem")) + (await read("between.pem")),
            key: await read("leaf.key"),
        };
    } finally {
        await rm(folder, { recursive: true });
    }
}

/** Asked for by RFC 5280, and by programs that are strict. */
const keyIdentifiers = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";

function leafExtensions(domain: string): string {
    return [
        "basicConstraints=critical,CA:FALSE",
        "keyUsage=critical,digitalSignature",
        "extendedKeyUsage=serverAuth",
        "authorityKeyIdentifier=keyid",
        `subjectAltName=DNS:${domain},DNS:*.${domain}`,
        `crlDistributionPoints=URI:http://crl.${domain}/test.crl`,
        "",
    ].join("\n");
}
