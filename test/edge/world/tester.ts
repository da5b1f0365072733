import { debian13With, ensureBaseSystem } from "../../containers/base-system";
import { Container } from "../../containers/container";
import type { EdgeWorld } from "./edge-world";

/** Debian packages of the computer that looks at the edge: what visitors have, and what auditors have. */
const packages = ["ca-certificates", "chromium", "curl", "libnss3-tools", "nghttp2-client", "openssl", "testssl.sh"];

/** Last part of its address, which is one of the trusted sources. */
const number = 90;

const authorityFile = "/usr/local/share/ca-certificates/test.crt";

/** A Debian of a visitor, who knows the tests' authority and the names of the sites. */
export async function makeTester(
    { world, certificates }: EdgeWorld,
    hostNames: readonly string[],
    address: string,
): Promise<Container> {
    const system = await ensureBaseSystem(debian13With(packages));
    const tester = await Container.create(system, world.network, number, { diskMib: 1200 });
    await tester.write("/etc/hosts", `127.0.0.1 localhost\n${address} ${hostNames.join(" ")}\n`);
    await tester.write(authorityFile, certificates.authority);
    await tester.boot();
    await tester.text(`set -e
        update-ca-certificates 2>&1
        useradd --create-home visitor
        runuser -u visitor -- sh -c 'mkdir -p ~/.pki/nssdb; certutil -d sql:$HOME/.pki/nssdb -N --empty-password
            certutil -d sql:$HOME/.pki/nssdb -A -n test -t C,, -i ${authorityFile}'`);
    return tester;
}
