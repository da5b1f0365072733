import { renderSystemdUnit } from "../../formats/systemd";
import type { ManagedFile, PartialHostPlan } from "../../plan";
import { processGroup } from "./mounts";
import type { MountChoice } from "./mounts";

const remountDropIn = "/etc/systemd/system/systemd-remount-fs.service.d/60-hardened-host.conf";

/**
 * The group by its number: mount(8) of util-linux 2.39 and later hands a name to the kernel as it stands when it remounts
 * with options that are there already, and the kernel refuses it. `$$` is systemd's way to write `$`.
 */
const remountOfProc =
    "/bin/sh -c 'exec /usr/bin/mount -o " +
    `remount,nosuid,nodev,noexec,hidepid=2,gid=$$(getent group ${processGroup} | cut -d : -f 3) /proc'`;

/**
 * `/proc`, `/dev` and `/dev/shm` are mounted by systemd itself before it reads any unit. Their options are set by the service
 * that exists for it, systemd-remount-fs: it reads fstab, which belongs to the image, so a drop-in adds the rest.
 */
export function remountPlan(choice: MountChoice): PartialHostPlan {
    const commands = [
        ...(choice.dev ? ["/usr/bin/mount -o remount,nosuid,noexec /dev"] : []),
        ...(choice.devShm ? ["/usr/bin/mount -o remount,nosuid,nodev,noexec /dev/shm"] : []),
        ...(choice.hideProcesses ? [remountOfProc] : []),
    ];
    if (commands.length === 0) return {};
    return {
        groups: choice.hideProcesses ? [processGroup] : [],
        files: { ...remountFiles(commands), ...(choice.hideProcesses ? exemptions() : {}) },
        units: choice.hideProcesses ? { "systemd-logind.service": { onChange: "restart" } } : {},
        activations: {
            remount: { watches: [remountDropIn], command: "systemctl restart systemd-remount-fs.service" },
        },
    };
}

function remountFiles(commands: readonly string[]): Record<string, ManagedFile> {
    return {
        [remountDropIn]: {
            content: renderSystemdUnit({
                why: "Devices and shared memory are not run, an old hiding place: ANSSI R28, CIS 1.1.2.2. Other accounts' processes, with the secrets on their command lines, are not seen: ANSSI R28, proc(5) hidepid.",
                Service: { ExecStart: commands },
            }),
        },
        // systemd starts the service only when fstab names the root folder; here it is wanted in any case.
        "/etc/systemd/system/local-fs.target.d/60-hardened-host.conf": {
            content: renderSystemdUnit({ Unit: { Wants: "systemd-remount-fs.service" } }),
        },
    };
}

/** Services without CAP_SYS_PTRACE whose work is other people's processes: sessions, and who asks for a privilege. */
function exemptions(): Record<string, ManagedFile> {
    const services = ["systemd-logind.service", "polkit.service"];
    return Object.fromEntries(
        services.map((service) => [
            `/etc/systemd/system/${service}.d/60-hardened-host-proc.conf`,
            {
                content: renderSystemdUnit({
                    why: "Must see the processes of those it serves, which /proc hides from others.",
                    Service: { SupplementaryGroups: processGroup },
                }),
            },
        ]),
    );
}
