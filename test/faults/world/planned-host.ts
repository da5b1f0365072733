import { completePlan } from "../../../components/delivery/complete-plan";
import { chosenParts } from "../../../components/host/chosen-parts";
import type { ChosenPart } from "../../../components/host/chosen-parts";
import { planParts } from "../../../components/host/plan-host";
import type { HostPlan } from "../../../components/host/plan";
import { hostFacts, hostSettings } from "../../../components/host/settings";
import { hostConfigurationInputs, type HostConfigurationInputs } from "../../../provider/host-configuration/inputs";
import type { Access } from "./birth";
import { keyOf, type HostUnderTest } from "./host-variant";

/** A host by settings as a user writes them. */
export interface PlannedHost {
    readonly settings: Readonly<Record<string, unknown>>;
    /** Ids of the parts that are delivered. */
    readonly parts: readonly string[];
    /** Parts of the test's own beside them. @default none */
    readonly extraParts?: readonly ChosenPart[];
    /** Parts that those need, and whose work the test does itself. @default none */
    readonly standsIn?: readonly string[];
    /** Content of the secrets that the settings name. */
    readonly secrets?: Readonly<Record<string, string>>;
}

/** Inputs of a HostConfiguration that has some of the real parts, with their real settings. */
export function inputsOfPlanned(planned: PlannedHost, access: Access, host: HostUnderTest): HostConfigurationInputs {
    const key = keyOf(access, host);
    const ssh = { port: access.sshPort };
    const settings = hostSettings.parse({ ssh, ...planned.settings });
    const facts = hostFacts("container", { user: access.user, authorizedKeys: [key.publicKey] }, settings);
    const plan = planParts(
        [...chosenParts(settings).filter(({ id }) => planned.parts.includes(id)), ...(planned.extraParts ?? [])].map(
            (part) => ({ ...part, needs: part.needs.filter((id) => planned.standsIn?.includes(id) !== true) }),
        ),
        facts,
    );
    return hostConfigurationInputs.parse({
        machineId: host.address,
        distribution: settings.distribution,
        connection: {
            address: host.address,
            port: access.sshPort,
            user: access.user,
            identityFile: key.identityFile,
            hostKey: host.firstHostKey,
            rotateHostKey: true,
        },
        ...completePlan({ ...plan, secretFiles: {} }, {}),
        secretFiles: secretFilesOf(plan, planned.secrets ?? {}),
        confirmTimeoutSeconds: host.confirmTimeoutSeconds,
    });
}

function secretFilesOf({ secretFiles }: HostPlan, secrets: Readonly<Record<string, string>>) {
    const files = Object.entries(secretFiles).map(
        ([path, { secret, mode = "0400", owner = "root", group = "root" }]) => {
            const content = secrets[secret];
            if (content === undefined) throw new Error(`the test gives no secret ${secret}`);
            return [path, { content, mode, owner, group }] as const;
        },
    );
    return Object.fromEntries(files);
}
