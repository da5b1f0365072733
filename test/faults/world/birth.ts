import { PackageRepository } from "../../containers/package-repository";
import type { TestMachine } from "../../containers/test-machine";
import type { HostVariant } from "./host-variant";

/** Who logs in where. */
export type Access = Pick<HostVariant, "user" | "sshPort" | "key">;

/** How a host came to be, before anything of ours was delivered to it. */
export interface Birth {
    /** The way in that its birth has left. */
    readonly access: Access;
    /** Size of its disk. */
    readonly diskMib: number;
    /** Its systemd may load BPF programs: {@link Container.create}. @default false */
    readonly loadsBpf?: boolean;
    readonly files: (publicKey: string) => readonly (readonly [path: string, content: string, mode: number])[];
    /** Run once, as root, after its first boot. */
    readonly script: string;
}

const newHostKey = "rm -f /etc/ssh/ssh_host_*; ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key";

/** What the first boot of a cloud machine leaves: the login user, its key, sshd on its port. */
export const inCloud: Birth = {
    access: { user: "deploy", sshPort: 4222, key: 0 },
    diskMib: 400,
    files: (publicKey) => [
        ["/etc/ssh/authorized_keys.d/deploy", `${publicKey}\n`, 0o644],
        [
            "/etc/ssh/sshd_config.d/00-hardened-host.conf",
            "Port 4222\nAuthorizedKeysFile /etc/ssh/authorized_keys.d/%u\nPasswordAuthentication no\n",
            0o644,
        ],
        ["/etc/sudoers.d/90-cloud-init-users", "deploy ALL=(ALL) NOPASSWD:ALL\n", 0o440],
    ],
    script: `useradd --create-home --shell /bin/bash --groups sudo deploy
        ${newHostKey}; systemctl restart ssh.service`,
};

/** A server as it is sold: sshd on 22 with the package's own configuration, and a key of root's. */
export const stock: Birth = {
    access: { user: "root", sshPort: 22, key: 0 },
    diskMib: 1200,
    files: (publicKey) => [["/root/.ssh/authorized_keys", `${publicKey}\n`, 0o600]],
    script: `${newHostKey}; ssh-keygen -A; systemctl restart ssh.service`,
};

/** Every host takes packages from the tests' own mirror only. */
export async function beforeFirstBoot(machine: TestMachine, { files }: Birth, publicKey: string): Promise<void> {
    await machine.write("/etc/apt/sources.list", PackageRepository.source);
    for (const [path, content, mode] of files(publicKey)) await machine.write(path, content, mode);
}
