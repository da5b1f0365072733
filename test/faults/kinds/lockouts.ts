import type { HostConfigurationInputs } from "../../../provider/host-configuration/inputs";
import type { Fault } from "./fault";

/** A plan that passes every parser, and shuts its owner out. */
function lockout(title: string, spoil: (inputs: HostConfigurationInputs) => HostConfigurationInputs): Fault {
    return { title, steps: ["compare"], ending: "fails", spoil };
}

function withContent(
    inputs: HostConfigurationInputs,
    path: string,
    change: (content: string) => string,
): HostConfigurationInputs {
    const file = inputs.files[path];
    if (file === undefined) throw new Error(`${path} is not in the plan`);
    const content = change(file.content);
    if (content === file.content) throw new Error(`${path} is as it was: nothing to try`);
    return { ...inputs, files: { ...inputs.files, [path]: { ...file, content } } };
}

const sshdConfig = "/etc/ssh/sshd_config";

const squattedPort = 7222;

function movedTo(inputs: HostConfigurationInputs, port: number): HostConfigurationInputs {
    const old = new RegExp(`(?<![0-9])${inputs.connection.port}(?![0-9])`, "g");
    const files = Object.entries(inputs.files).map(([path, file]) =>
        [sshdConfig, "/etc/nftables.conf"].includes(path)
            ? [path, { ...file, content: file.content.replace(old, String(port)) }]
            : [path, file],
    );
    const connection = { ...inputs.connection, port };
    return { ...inputs, connection, files: Object.fromEntries(files) as HostConfigurationInputs["files"] };
}

export const lockouts: readonly Fault[] = [
    lockout("AllowGroups leaves the owner out", (inputs) =>
        withContent(inputs, sshdConfig, (text) => text.replace(/^AllowGroups .*$/m, "AllowGroups nogroup")),
    ),
    lockout("the firewall leaves the SSH port out", (inputs) =>
        withContent(inputs, "/etc/nftables.conf", (text) =>
            text.replace(new RegExp(`^.*tcp dport ${inputs.connection.port} counter accept.*$`, "m"), ""),
        ),
    ),
    lockout("the key is somebody else's", (inputs) =>
        withContent(
            inputs,
            `/etc/ssh/authorized_keys.d/${inputs.connection.user}`,
            () => "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBcpEue0Zsbmp6MdlmS/WyLOwtwqdA6juTpbzdj/s5Q1 stranger\n",
        ),
    ),
    lockout("sshd accepts the login and refuses the session", (inputs) =>
        withContent(inputs, sshdConfig, (text) => `${text}\nMatch all\n    ChrootDirectory /nonexistent\n`),
    ),
    lockout("PAM refuses the account", (inputs) => ({
        ...inputs,
        files: {
            ...inputs.files,
            "/etc/nologin": { content: "closed\n", mode: "0644", owner: "root", group: "root" },
        },
    })),
    lockout("sudo asks for a password", (inputs) =>
        withContent(inputs, "/etc/sudoers.d/hardened-host", (text) => text.replaceAll("NOPASSWD:", "")),
    ),
    {
        ...lockout("another program has the new SSH port", (inputs) => movedTo(inputs, squattedPort)),
        prepare: async ({ host }) => {
            const squatter = `--socket-property=ListenStream=${squattedPort} --unit=squatter /bin/true`;
            await host.machine.text(`systemd-run --quiet ${squatter} && systemctl start squatter.socket`);
        },
        mend: async ({ host }) => {
            await host.machine.exec("systemctl stop squatter.socket squatter.service; systemctl reset-failed");
        },
    },
    lockout("a service of the plan does not start", (inputs) => ({
        ...inputs,
        files: {
            ...inputs.files,
            "/etc/systemd/system/hh-failing.service": {
                content: "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/false\n",
                mode: "0644",
                owner: "root",
                group: "root",
            },
        },
        units: { ...inputs.units, "hh-failing.service": { active: true } },
    })),
    lockout("a command of the plan fails", (inputs) => ({
        ...inputs,
        activations: {
            ...inputs.activations,
            "hh-failing": { watches: ["/etc/ssh/", "/etc/hh-test/"], command: "exit 7" },
        },
    })),
];
