import assert from "node:assert/strict";
import { join } from "node:path";
import { requirements } from "../../components/host/apps/openzim-mcp/requirements";
import { appWorldForSuite } from "./app-world";
import { ensureWheels, makeIndex } from "./wheelhouse";

const token = `topsecret-${"k".repeat(40)}`;

/** What one app must not get of the other: a shell command that prints the marker if it does. */
interface Attack {
    readonly title: string;
    readonly command: string;
}

/** Opens the memory of a process as a debugger would, and reads a byte where its first mapping is: proc(5). */
function readsMemoryOf(pid: string): string {
    const program = [
        `address = int(open("/proc/${pid}/maps").readline().split("-")[0], 16)`,
        `memory = open("/proc/${pid}/mem", "rb", 0)`,
        "memory.seek(address)",
        "assert len(memory.read(1)) == 1",
    ];
    return `python3 -c "${program.join("; ").replaceAll('"', '\\"')}" && echo marker`;
}

describe("two apps on one host", function () {
    this.timeout(240_000);
    const world = appWorldForSuite(async (made) => {
        await makeIndex(await ensureWheels(requirements), join(made.downloads, "simple"));
        const apps = {
            ejabberd: { domain: "chat.example.org" },
            "openzim-mcp": { hostName: "mcp.example.org", index: made.urlOf("simple") },
        };
        const { status, output } = await made.deliver(apps, { openzimMcpToken: token });
        assert.equal(status, 0, `${output}\n${await made.host.journal()}`);
        await made.text(`ejabberdctl started
            echo marker >/srv/zim/restricted/private.zim; chown zim-keeper:openzim-mcp /srv/zim/restricted/private.zim
            chmod 640 /srv/zim/restricted/private.zim; mkdir -p /etc/ejabberd/certs; echo marker >/etc/ejabberd/certs/combined.pem
            chown -R root:ejabberd /etc/ejabberd/certs; chmod 750 /etc/ejabberd/certs; chmod 640 /etc/ejabberd/certs/*
            for kept in /tmp/kept-by-ejabberd /dev/shm/kept-by-ejabberd; do
                echo marker >$kept; chown ejabberd:ejabberd $kept; chmod 600 $kept
            done`);
    });

    const processOf = (unit: string) => world().text(`systemctl show -P MainPID ${unit}`);
    /** Runs a command as an app's account in the namespaces of its running unit. */
    const inside = async (app: string, command: string) => {
        const enter = `nsenter --target ${await processOf(app)} --mount --net --ipc --uts --user --setuid $(id -u ${app}) --setgid $(id -g ${app})`;
        return world().host.machine.exec(`cd /; ${enter} sh -c '${command}' 2>&1`);
    };
    const getsNothing = async (app: string, attacks: readonly Attack[]) => {
        for (const { title, command } of attacks) {
            const asRoot = await world().host.machine.exec(`${command} 2>&1`);
            assert.match(
                asRoot.output,
                /marker/,
                `${title}: not even root gets it, so the attempt proves nothing: ${asRoot.output}`,
            );
            const tried = await inside(app, command);
            assert.doesNotMatch(tried.output, /marker/, `${app} got it: ${title}`);
        }
    };

    it("are tried from inside a sandbox that is really entered", async () => {
        for (const app of ["ejabberd", "openzim-mcp"]) {
            const { output } = await inside(app, "id -un; touch /usr/x || echo no; ls /home || echo no");
            assert.match(output, new RegExp(`^${app}\\n[\\s\\S]*no`), output);
        }
    });

    it("keep the ZIM server's files, secret, socket and memory from ejabberd", async () => {
        const pid = await processOf("openzim-mcp");
        await getsNothing("ejabberd", [
            { title: "a restricted ZIM file", command: "cat /srv/zim/restricted/private.zim" },
            {
                title: "the token on disk",
                command: "grep -q topsecret /etc/hardened-host/credentials/openzim-mcp/token && echo marker",
            },
            {
                title: "the token of the service",
                command: "grep -q topsecret /run/credentials/openzim-mcp.service/token && echo marker",
            },
            { title: "its environment", command: `grep -q topsecret /proc/${pid}/environ && echo marker` },
            {
                title: "its memory",
                command: `head -c 1 /proc/${pid}/map_files/$(ls /proc/${pid}/map_files | head -n 1) >/dev/null && echo marker`,
            },
            { title: "its memory, byte by byte", command: readsMemoryOf(pid) },
            { title: "its file system", command: `ls /proc/${pid}/root/srv >/dev/null && echo marker` },
            {
                title: "its network, where nobody keeps its port from others",
                command: `nsenter --target ${pid} --net curl --silent --fail http://127.0.0.1:8000/healthz >/dev/null && echo marker`,
            },
            {
                title: "its socket",
                command:
                    "curl --silent --fail --unix-socket /run/hardened-host-sites/openzim-mcp.sock http://mcp.example.org/healthz >/dev/null && echo marker",
            },
            { title: "a signal to it", command: `kill -0 ${pid} && echo marker` },
        ]);
    });

    it("keep ejabberd's files, key, ports and memory from the ZIM server", async () => {
        const pid = await processOf("ejabberd");
        await getsNothing("openzim-mcp", [
            {
                title: "its configuration",
                command: "grep -q chat.example.org /etc/ejabberd/ejabberd.yml && echo marker",
            },
            { title: "its private key", command: "cat /etc/ejabberd/certs/combined.pem" },
            {
                title: "its cookie",
                command:
                    "test -s /var/lib/ejabberd/.erlang.cookie && cat /var/lib/ejabberd/.erlang.cookie >/dev/null && echo marker",
            },
            { title: "its log", command: "cat /var/log/ejabberd/ejabberd.log >/dev/null && echo marker" },
            { title: "its environment", command: `cat /proc/${pid}/environ >/dev/null && echo marker` },
            { title: "its memory, byte by byte", command: readsMemoryOf(pid) },
            { title: "its file system", command: `ls /proc/${pid}/root/srv >/dev/null && echo marker` },
            {
                title: "what it keeps in shared memory",
                command: "cat /dev/shm/kept-by-ejabberd",
            },
            {
                title: "its temporary files",
                command: "cat /tmp/kept-by-ejabberd",
            },
            {
                title: "its distribution port",
                command:
                    'timeout 3 python3 -c "import socket; socket.create_connection((\\"127.0.0.1\\", 5210), 2)" && echo marker',
            },
            {
                title: "its clients\u2019 port",
                command:
                    'timeout 3 python3 -c "import socket; socket.create_connection((\\"127.0.0.1\\", 5222), 2)" && echo marker',
            },
            { title: "a signal to it", command: `kill -0 ${pid} && echo marker` },
        ]);
    });
});
