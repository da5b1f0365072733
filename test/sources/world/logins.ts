import type { SourceWorld } from "./source-world";

/** Failed logins from one address by real clients, in Python; prints how often the server answered at all. */
const program = `
import imaplib, json, socket, ssl, subprocess, sys, time
task = json.load(sys.stdin)
host, source = task["host"], task["source"]
lax = ssl._create_unverified_context()

def connected(port):
    s = socket.create_connection((host, port), timeout=task["patience"], source_address=(source, 0))
    # A failed login is answered late, on purpose.
    s.settimeout(20)
    return s

def web():
    with lax.wrap_socket(connected(443), server_hostname="app.example.org") as s:
        s.sendall(b"POST " + task["path"].encode() + b" HTTP/1.1\\r\\nHost: app.example.org\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n")
        if not s.recv(100).startswith(b"HTTP/1.1 "):
            raise OSError("no answer")

class Imap(imaplib.IMAP4):
    def _create_socket(self, timeout):
        return lax.wrap_socket(connected(993), server_hostname="container")

def imap():
    client = Imap(host, 993)
    try:
        client.login("alex", "wrong")
    except imaplib.IMAP4.error:
        pass
    client.logout()

def ssh():
    with connected(4222) as s:
        if not s.recv(100).startswith(b"SSH-"):
            raise OSError("no answer")
    command = ["ssh", "-F", "none", "-b", source, "-p", "4222", "-o", "BatchMode=yes", "-o", "IdentityFile=none", "-o", "IdentitiesOnly=yes",
        "-o", "ConnectTimeout=2", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "admin@" + host]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if "timed out" in done.stderr:
        raise OSError(done.stderr)

answered = 0
for _ in range(task["count"]):
    try:
        {"web": web, "imap": imap, "ssh": ssh}[task["what"]]()
        answered += 1
    except (OSError, EOFError, imaplib.IMAP4.error) as problem:
        if task.get("verbose"):
            print(repr(problem), file=sys.stderr)
    time.sleep(task["pause"])
print(answered)`;

export interface FailedLogins {
    readonly what: "web" | "imap" | "ssh";
    readonly source: string;
    readonly count: number;
    readonly pauseSeconds?: number;
    readonly path?: string;
}

/** How many of the attempts were answered by the server. */
export async function failLogins({ world, host }: SourceWorld, logins: FailedLogins): Promise<number> {
    const { pauseSeconds = 0.1, path = "/login", ...rest } = logins;
    const input = JSON.stringify({ ...rest, path, pause: pauseSeconds, host: host.host.address, patience: 1.5 });
    const { status, stdout, output } = await world.network.run("python3", ["-c", program], {
        input,
        timeoutSeconds: 280,
    });
    if (status !== 0) throw new Error(output);
    return Number(stdout);
}
