import { renderModprobe } from "../formats/modprobe";
import { renderSysctl } from "../formats/sysctl";
import { mergePlans } from "../merge";
import type { HostFacts } from "../part";
import type { PartialHostPlan } from "../plan";
import { defineHardening } from "./hardening";
import { blockedModules } from "./kernel/blocked-modules";
import { kernelChecks } from "./kernel/checks";
import { coreDumpsPlan } from "./kernel/core-dumps";
import { mountsPlan } from "./kernel/mounts";
import { remountPlan } from "./kernel/remount";
import { kernelSettings } from "./kernel/settings";
import type { KernelSettings } from "./kernel/settings";
import { kernelSysctl } from "./kernel/sysctl-kernel";
import { networkSysctl } from "./kernel/sysctl-network";

/** Read after every other file, `/etc/sysctl.conf` (99-sysctl.conf) and a cloud's own (99-cloudimg) with it. */
const sysctlFile = "/etc/sysctl.d/99-zz-hardened-host.conf";

/**
 * What the kernel gives to local accounts and to the network. The kernel's own command line is out of reach: a
 * directly booted guest takes it from outside, and clouds differ in their boot loaders.
 */
export const kernel = defineHardening({
    id: "kernel",
    settings: kernelSettings,
    plan: (given, host) => {
        const chosen = steppedBack(given, host);
        const parts = [ownPlan(chosen), mountsPlan(chosen.mounts), remountPlan(chosen.mounts), coreDumpsPlan()];
        return mergePlans(parts.map((plan) => ({ by: "kernel", plan })));
    },
    checks: (given, host) => kernelChecks(steppedBack(given, host)),
});

function steppedBack(chosen: KernelSettings, { stepsBack }: HostFacts): KernelSettings {
    if (stepsBack?.executableTmp === undefined) return chosen;
    return { ...chosen, mounts: { ...chosen.mounts, tmp: false } };
}

function ownPlan(chosen: KernelSettings): PartialHostPlan {
    return {
        packages: ["apparmor"],
        files: {
            [sysctlFile]: { content: renderSysctl([...kernelSysctl(chosen), ...networkSysctl(chosen.reversePath)]) },
            "/etc/modprobe.d/60-hardened-host.conf": {
                content: renderModprobe(blockedModules(chosen.allowedModules, chosen.usbStorage)),
            },
        },
        // Mandatory access control, with the profiles that packages bring: ANSSI R37, CIS 1.3.1.
        units: { "apparmor.service": { enabled: true, active: true } },
        activations: { sysctl: { watches: [sysctlFile], command: "systemctl restart systemd-sysctl.service" } },
    };
}
