import { iso9660Image } from "../../provider/local-machine/iso9660";

export interface GuestSeed {
    readonly name: string;
    /** Hardware address and address with prefix length of its wire. */
    readonly wire: { readonly mac: string; readonly cidr: string };
    /** The same of the door: a wire of its own to a network namespace of its own, with an sshd that only tests use. */
    readonly door: { readonly mac: string; readonly cidr: string };
    readonly doorKey: string;
    readonly files: ReadonlyMap<string, { readonly content: string; readonly mode: number }>;
}

/** Port of the sshd behind the door. */
export const doorPort = 2022;

/** Image of cloud-init's NoCloud data source: the files, the door, and an address on the wire. */
export function guestSeedImage(seed: GuestSeed): Buffer {
    const files = new Map([...seed.files, ...doorFiles(seed)]);
    const userData = {
        disable_root: false,
        ssh_pwauth: false,
        write_files: [...files].map(([path, { content, mode }]) => ({
            path,
            encoding: "b64",
            content: Buffer.from(content).toString("base64"),
            permissions: `0${mode.toString(8)}`,
        })),
        runcmd: ["systemctl enable --now door.service", "systemctl mask apt-daily.timer apt-daily-upgrade.timer"],
    };
    const network = {
        version: 2,
        ethernets: { wire: { match: { macaddress: seed.wire.mac }, addresses: [seed.wire.cidr] } },
    };
    return iso9660Image("cidata", {
        "user-data": `#cloud-config\n${JSON.stringify(userData)}\n`,
        "meta-data": JSON.stringify({ "instance-id": seed.name, "local-hostname": "container" }),
        "network-config": JSON.stringify(network),
    });
}

function doorFiles({ door, doorKey }: GuestSeed): [string, { content: string; mode: number }][] {
    const script = `#!/bin/sh
set -eu
ip netns delete door 2>/dev/null || :
ip netns add door
device=$(ip -o link | sed -n 's/^[0-9]*: \\([^:]*\\):.* link\\/ether ${door.mac} .*/\\1/p')
ip link set "$device" netns door
ip -n door link set lo up
ip -n door address add ${door.cidr} dev "$device"
ip -n door link set "$device" up
mkdir -p /run/sshd
[ -e /root/door/key ] || ssh-keygen -q -t ed25519 -N '' -f /root/door/key
exec nsenter --net=/run/netns/door /usr/sbin/sshd -D -e -f /root/door/sshd_config
`;
    const sshd = [
        `Port ${doorPort}`,
        "HostKey /root/door/key",
        "AuthorizedKeysFile /root/door/authorized_keys",
        "PermitRootLogin yes",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        // By itself sshd refuses an account whose password is locked, which root's is on a hardened host.
        "UsePAM yes",
        "PAMServiceName door",
        "StrictModes no",
        "PidFile none",
    ];
    const pam = ["auth", "account", "session"].map((kind) => `${kind} required pam_permit.so\n`).join("");
    const unit =
        "[Unit]\nDescription=The tests' own way in\n\n[Service]\nExecStart=/root/door/open\nRestart=on-failure\n\n" +
        "[Install]\nWantedBy=multi-user.target\n";
    return [
        ["/root/door/open", { content: script, mode: 0o700 }],
        ["/root/door/sshd_config", { content: `${sshd.join("\n")}\n`, mode: 0o600 }],
        ["/root/door/authorized_keys", { content: `${doorKey}\n`, mode: 0o600 }],
        ["/etc/pam.d/door", { content: pam, mode: 0o644 }],
        ["/etc/systemd/system/door.service", { content: unit, mode: 0o644 }],
    ];
}
