import type { AptOption } from "../../formats/apt";
import type { Distribution } from "../../part";
import type { UpdatesSettings } from "./settings";

/** What apt refuses, whoever calls it: apt.conf(5), apt-secure(8). */
export const aptHardening: readonly AptOption[] = [
    { name: "APT::Get::AllowUnauthenticated", value: false, why: "No package without a valid signature." },
    { name: "Acquire::AllowInsecureRepositories", value: false, why: "No package list without a signature." },
    { name: "Acquire::AllowWeakRepositories", value: false, why: "Nor with one by a weak digest." },
    { name: "Acquire::AllowDowngradeToInsecureRepositories", value: false, why: "A source once signed stays signed." },
    { name: "Acquire::Check-Valid-Until", value: true, why: "Old lists are no proof that there is nothing new." },
    { name: "APT::Sandbox::User", value: "_apt", why: "Downloads and their parsers run without privileges." },
    { name: "APT::Sandbox::Seccomp", value: true, why: "And with a filter of system calls." },
];

/** The daily job of the apt package: comments of /usr/lib/apt/apt.systemd.daily. Periods are in days. */
export const aptPeriodic: readonly AptOption[] = [
    { name: "APT::Periodic::Enable", value: 1, why: "Lists are fetched and updates installed every day: ANSSI R61." },
    { name: "APT::Periodic::Update-Package-Lists", value: 1, why: "Every day." },
    { name: "APT::Periodic::Download-Upgradeable-Packages", value: 1, why: "Ready before the window opens." },
    { name: "APT::Periodic::Unattended-Upgrade", value: 1, why: "Every day." },
    { name: "APT::Periodic::AutocleanInterval", value: 7, why: "Packages that no source offers any more are dropped." },
];

export function unattendedUpgrades(chosen: UpdatesSettings, distribution: Distribution): AptOption[] {
    return [
        {
            name: "Unattended-Upgrade::Allowed-Origins",
            value: [],
            why: "The older list, which Ubuntu's default file fills: one list only counts.",
        },
        {
            name: "Unattended-Upgrade::Origins-Pattern",
            value: [...originsOf(distribution.id, chosen.packages), ...chosen.extraOrigins],
            why: "Whose packages are installed without being asked for.",
        },
        ...unattendedBehaviour,
    ];
}

const unattendedBehaviour: readonly AptOption[] = [
    {
        name: "Unattended-Upgrade::Automatic-Reboot",
        value: false,
        why: "hardened-host-reboot.timer does it, in its window.",
    },
    { name: "Unattended-Upgrade::MinimalSteps", value: true, why: "A shutdown in the middle waits for one step only." },
    { name: "Unattended-Upgrade::Remove-Unused-Kernel-Packages", value: true, why: "Old kernels fill /boot." },
    {
        name: "Unattended-Upgrade::Remove-New-Unused-Dependencies",
        value: true,
        why: "What an update leaves behind goes.",
    },
    { name: "Unattended-Upgrade::OnlyOnACPower", value: false, why: "A virtual machine knows no battery." },
    { name: "Unattended-Upgrade::Skip-Updates-On-Metered-Connections", value: false, why: "Nor a metered line." },
    { name: "Unattended-Upgrade::SyslogEnable", value: true, why: "What was done is in the journal too." },
    {
        name: "Dpkg::Options",
        joins: true,
        value: ["--force-confdef", "--force-confold"],
        why: "A package never asks about a configuration file, and never replaces ours: nobody is there to answer.",
    },
];

/** `${distro_codename}` is filled in by unattended-upgrades. */
function originsOf(id: Distribution["id"], packages: UpdatesSettings["packages"]): string[] {
    const codename = "${distro_codename}";
    const origins = {
        debian: {
            security: [`origin=Debian,codename=${codename}-security,label=Debian-Security`],
            stable: [
                `origin=Debian,codename=${codename},label=Debian`,
                `origin=Debian,codename=${codename}-updates,label=Debian`,
            ],
        },
        ubuntu: {
            security: [
                // The release itself never changes, but a security update may ask for a package of it.
                `origin=Ubuntu,archive=${codename}`,
                `origin=Ubuntu,archive=${codename}-security`,
                `origin=UbuntuESM,archive=${codename}-infra-security`,
                `origin=UbuntuESMApps,archive=${codename}-apps-security`,
            ],
            stable: [`origin=Ubuntu,archive=${codename}-updates`],
        },
    }[id];
    return packages === "security" ? origins.security : [...origins.security, ...origins.stable];
}
