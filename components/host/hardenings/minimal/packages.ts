/**
 * Programs that a server of this kind has no use for. Those that speak in the clear or trust an address (telnet, rsh,
 * NIS, TFTP, talk, FTP clients) invite their use; servers that some image brings along are doors.
 * CIS 2.1 and 2.2, ANSSI R58, lynis INSE-8000 ff.
 */
const everywhere = [
    ...["telnet", "inetutils-telnet", "telnetd", "inetutils-telnetd"],
    ...["rsh-client", "rsh-server", "rsh-redone-server", "rwho", "rusers", "finger", "fingerd"],
    ...["talk", "talkd", "inetutils-talk", "inetutils-talkd"],
    ...["nis", "ypserv", "yp-tools"],
    ...["tftp", "tftp-hpa", "tftpd-hpa", "atftp", "atftpd"],
    ...["ftp", "tnftp", "inetutils-ftp"],
    ...["xinetd", "openbsd-inetd", "inetutils-inetd"],
    ...["avahi-daemon", "cups-daemon", "cups-browsed", "bluez", "modemmanager", "rpcbind", "snmpd", "slapd"],
    // A list of what is installed, sent away.
    "popularity-contest",
];

/** Ubuntu's crash reporter sets the kernel's core pattern at boot and sends what it caught away. */
const ubuntuOnly = ["apport", "apport-symptoms", "whoopsie", "ubuntu-report"];

export function unneededPackages(distribution: "debian" | "ubuntu", keep: readonly string[]): readonly string[] {
    const all = distribution === "ubuntu" ? [...everywhere, ...ubuntuOnly] : everywhere;
    return all.filter((name) => !keep.includes(name)).sort();
}

/** Units that ship with the system itself and cannot be purged. */
export const unneededUnits = {
    // A root shell on a console without a password, should it ever be asked for: systemd-debug-generator(8).
    "debug-shell.service": "hands out root on virtual terminal 9",
    // Three keys on the console restart the machine.
    "ctrl-alt-del.target": "lets anybody at the console restart the machine",
} as const;
