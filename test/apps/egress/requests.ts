import { forbiddenInside, forbiddenOutside, type Forbidden } from "./forbidden";

/** Requests as they are written, because curl(1) puts addresses right before it sends them; a line for each. */
export const rawRequests = (port: number, all: readonly Forbidden[], method = "GET") => `python3 -c '
import socket
for url in ${JSON.stringify(all.map(({ url }) => url))}:
    to = socket.create_connection(("127.0.0.1", ${port}), 10)
    to.settimeout(20)
    host = url.split("/")[2]
    asked = url if "${method}" == "GET" else host + ":443"
    to.sendall(("${method} " + asked + " HTTP/1.1\\r\\nHost: " + host + "\\r\\nConnection: close\\r\\n\\r\\n").encode())
    got = b""
    while True:
        part = to.recv(65536)
        got += part
        if not part or "${method}" == "CONNECT": break
    to.close()
    print(got.split(b"\\r\\n")[0].decode(), "reached" if b"reached" in got or b"Directory listing" in got else "")'`;

/** A line for each, which says whether it was reached. */
export const directRequests = (all: readonly Forbidden[]) =>
    all
        .map(({ url }) => `curl -gsS --noproxy '*' --max-time 4 --connect-timeout 3 '${url}' 2>&1 | tr '\\n' ' '; echo`)
        .join("\n");

export const direct = ({ url }: Forbidden) =>
    `curl -gsS --noproxy '*' --max-time 4 --connect-timeout 3 '${url}' 2>&1; true`;
export const asNobody = (script: string) =>
    `setpriv --reuid=nobody --regid=nogroup --clear-groups sh -c '${script}' 2>&1 || true`;

export const forbidden = [...forbiddenOutside, ...forbiddenInside];

export const notReached = (said: string, all: readonly Forbidden[]) => {
    const answers = said.trim().split("\n");
    return all.filter((_, index) => answers[index]?.includes("reached") !== true).map(({ what }) => what);
};

/** Six requests to each of two names, whose address is another at each question. */
export const rebinding = (option: string) =>
    ["rebind.example.net", "rebind-metadata.example.net"]
        .map((name) => `for _ in 1 2 3 4 5 6; do curl -sS ${option} --max-time 20 http://${name}/; echo; done 2>&1`)
        .join("\n");
