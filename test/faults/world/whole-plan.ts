import { completePlan } from "../../../components/delivery/complete-plan";
import type { HostPlan } from "../../../components/host/plan";
import { planHost } from "../../../components/host/plan-host";
import { hostSettings } from "../../../components/host/settings";
import { hostConfigurationInputs, type HostConfigurationInputs } from "../../../provider/host-configuration/inputs";
import type { BaseSystem, Release } from "../../containers/base-system";
import { stock } from "./birth";
import type { FaultyHost } from "./faulty-host";
import { keyOf } from "./host-variant";

/** Packages of the plan that a small system does not have, and one that the plan removes. */
const brought = ["libpam-pwquality", "logrotate", "nftables"];
const unwanted = "tnftp";
const packages = [
    ...["acct", "aide", "apparmor", "auditd", "libpam-pwquality", "logrotate", "needrestart", "nftables"],
    ...["openssh-server", "sudo", "systemd-timesyncd", "unattended-upgrades", unwanted],
];

/**
 * A system as it is sold, which lacks some of these packages, and a mirror that has all of them: for `World.create`.
 *
 * @param lacking what else the system does not have.
 */
export function packagesOfWholePlan(
    release: Release,
    lacking: readonly string[] = [],
): [system: BaseSystem, mirrored: readonly string[]] {
    return [{ release, with: [unwanted], without: [...brought, ...lacking] }, packages];
}

/** Units that a container cannot run, and why. */
const unitsOfMachines: Readonly<Record<string, string>> = {
    "acct.service": "accounting is one switch of the whole kernel",
    "apparmor.service": "profiles are loaded into the kernel that all containers share",
    "auditd.service": "the kernel lets in one audit daemon, outside of containers",
    "systemd-timesyncd.service": "the clock is that of the computer",
};

/** Activations that reach for the same. */
const activationsOfMachines: readonly string[] = ["audit-daemon", "audit-rules", "sysctl"];

/** All that is delivered by default to a host of a distribution, as far as a container can carry it. */
export function wholePlan(server: FaultyHost, release: Release, settings: object = {}): HostConfigurationInputs {
    const { address, firstHostKey, machineId, confirmTimeoutSeconds } = server.host;
    const { identityFile, publicKey } = keyOf(stock.access, server.host);
    const chosen = hostSettings.parse({ distribution: release, ...settings });
    const plan = withoutMachineParts(planHost("container", { user: "deploy", authorizedKeys: [publicKey] }, chosen));
    return hostConfigurationInputs.parse({
        machineId,
        distribution: release,
        connection: {
            ...{ address, port: chosen.ssh.port, user: "deploy", identityFile },
            ...{ hostKey: firstHostKey, rotateHostKey: false },
        },
        firstConnection: { port: stock.access.sshPort, user: stock.access.user, identityFile },
        ...completePlan(plan, {}),
        secretFiles: {},
        confirmTimeoutSeconds,
    });
}

/** A plan, or the inputs made of it. */
export function withoutMachineParts<Plan extends Pick<HostPlan, "units" | "activations">>(plan: Plan): Plan {
    return {
        ...plan,
        units: without(plan.units, Object.keys(unitsOfMachines)),
        activations: without(plan.activations, activationsOfMachines),
    };
}

function without<Value>(
    record: Readonly<Record<string, Value>>,
    names: readonly string[],
): Readonly<Record<string, Value>> {
    return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}
