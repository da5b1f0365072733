import { estimatedExposure } from "../../../components/host/exposure";
import { services } from "../../../components/host/unit-text";
import type { HostInputs } from "../host-inputs";
import { joined, say } from "../sentence";
import { compareAccounts } from "./accounts";
import { compareEgress, describeWaysOut } from "./egress";
import { compareEncryption, compareFileModes, compareFirewall, compareLogging } from "./files";
import type { Comparison, Finding } from "./finding";
import { compareKernel } from "./kernel";
import { compareOpenings, opened } from "./openings";
import { compareSandboxes, type MeasuredExposure } from "./sandbox";
import { compareSshd } from "./sshd";
import { compareSudo } from "./sudo";
import { comparePackages, compareUnits, compareUpdates } from "./units";

const comparisons: readonly Comparison[] = [
    compareOpenings,
    compareSshd,
    compareSudo,
    compareAccounts,
    compareFirewall,
    compareEgress,
    compareEncryption,
    compareUpdates,
    compareUnits,
    comparePackages,
    compareKernel,
    compareLogging,
    compareFileModes,
];

/** Everything that a change of a host's plan means for its security. */
export function compareHosts(before: HostInputs, after: HostInputs, measured: MeasuredExposure): Finding[] {
    return [...comparisons.flatMap((compare) => compare(before, after)), ...compareSandboxes(before, after, measured)];
}

/** What a reviewer wants to know of a host that is new: nothing of it was there before to be compared with. */
export function describeNewHost(host: HostInputs): Finding[] {
    const people = Object.entries(host.users).filter(([, { groups }]) => groups.includes("ssh-login"));
    const exposed = [...services(host)].filter(([, text]) => estimatedExposure(text) > 5);
    return [
        ...host.openings.map((one) => opened(one, "neutral")),
        ...describeWaysOut(host),
        ...people.map(([name, { groups }]): Finding => {
            const rights = groups.includes("sudo") ? say` and may become root` : [];
            return { direction: "neutral", area: "accounts", sentence: joined(say`${name} can log in`, rights) };
        }),
        ...exposed.map(([unit]): Finding => {
            const sentence = say`the service ${unit} has next to no sandbox`;
            return { direction: "neutral", area: "sandbox", sentence };
        }),
    ];
}
