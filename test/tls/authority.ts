import type { Container } from "../containers/container";

/** Where the services keep what is theirs. */
export const servicesFolder = "/srv/test";

export const makeAuthority = `mkdir -p ${servicesFolder} && cd ${servicesFolder}
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 400 \\
        -subj '/CN=Authority of the tests' -addext 'keyUsage=critical,keyCertSign' 2>/dev/null`;

/** @param names as in a subjectAltName of openssl-x509v3_config(5). */
export async function certify(
    machine: Container,
    names: readonly string[],
    keyFile: string,
    file: string,
): Promise<void> {
    await machine.text(`cd ${servicesFolder}
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${keyFile} -out request.csr -subj / 2>/dev/null
        echo 'subjectAltName=${names.join(",")}' >names
        openssl x509 -req -in request.csr -CA ca.pem -CAkey ca.key -days 400 -extfile names -out ${file} 2>/dev/null`);
}
