import { stock, type Birth } from "../faults/world/birth";
import { packages } from "./backed-up-host";

/** What everything that is on by default installs: no network of the tests has it. */
export const packagesOfWholeHost = [
    ...packages,
    ...["acct", "aide", "apparmor", "auditd", "libpam-pwquality", "logrotate", "needrestart", "nftables"],
    ...["systemd-timesyncd", "unattended-upgrades"],
];

/** Units that reach for the kernel, which a container shares, or for its clock: here the package's own file says to do nothing. */
const unitsOfMachines = ["acct", "apparmor", "auditd", "systemd-sysctl", "systemd-timesyncd"];
const idle = `[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/true
ExecReload=/bin/true
[Install]
WantedBy=multi-user.target
`;

/** A stock server in a container, made so that `npm run up` with nothing left out can take it over. */
export const wholeServer: Birth = {
    ...stock,
    diskMib: 3000,
    files: (publicKey) => [
        ...stock.files(publicKey),
        ...unitsOfMachines.map((name) => [`/usr/lib/systemd/system/${name}.service`, idle, 0o644] as const),
        ["/usr/local/sbin/auditctl", '#!/bin/sh\necho "enabled 2"\n', 0o755],
    ],
};
