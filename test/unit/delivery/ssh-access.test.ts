import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { knownHostsLine, sshCommand } from "../../../components/delivery/ssh-access";

const access = { address: "127.0.0.2", port: 4222, user: "deploy", hostKey: "ssh-ed25519 AAAAC3Nza" };

/** The arguments that a shell makes of a command line. */
function shellWords(command: string): string[] {
    const script = `for word in ${command}; do printf '%s\\n' "$word"; done`;
    return execFileSync("sh", ["-c", script], { encoding: "utf8", env: { HOME: "/home/me" } })
        .trimEnd()
        .split("\n");
}

describe("ssh access", () => {
    it("names port 22 in a known_hosts line only by leaving it out", () => {
        assert.equal(knownHostsLine({ ...access, port: 22 }), "127.0.0.2 ssh-ed25519 AAAAC3Nza");
        assert.equal(knownHostsLine(access), "[127.0.0.2]:4222 ssh-ed25519 AAAAC3Nza");
    });

    it("gives a command that believes the pinned key and nothing else", () => {
        assert.deepEqual(shellWords(sshCommand(access)), [
            "ssh",
            "-p",
            "4222",
            "-o",
            "StrictHostKeyChecking=yes",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "KnownHostsCommand=/bin/echo [127.0.0.2]:4222 ssh-ed25519 AAAAC3Nza",
            "deploy@127.0.0.2",
        ]);
    });

    it("names the identity file and the hosts on the way, whatever is in their names", () => {
        const command = sshCommand({ ...access, identityFile: "~/my keys/it's", proxyJump: "jump@[2001:db8::1]:2222" });
        assert.deepEqual(shellWords(command).slice(3, 7), [
            "-i",
            "/home/me/my keys/it's",
            "-J",
            "jump@[2001:db8::1]:2222",
        ]);
    });

    it("gives a command that the OpenSSH client understands", () => {
        const [program = "", ...words] = shellWords(sshCommand(access));
        const options = execFileSync(program, ["-G", ...words], { encoding: "utf8" });
        assert.match(options, /^port 4222$/m);
        assert.match(options, /^stricthostkeychecking true$/m);
        assert.match(options, /^knownhostscommand \/bin\/echo \[127\.0\.0\.2\]:4222 ssh-ed25519 AAAAC3Nza$/m);
    });
});
