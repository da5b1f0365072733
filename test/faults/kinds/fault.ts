import type { HostConfigurationInputs } from "../../../provider/host-configuration/inputs";
import type { PackageRepository } from "../../containers/package-repository";
import type { Step } from "../world/deployment";
import type { FaultyHost } from "../world/faulty-host";
import type { Random } from "../world/random";

/** What a fault may reach for while a delivery is under way. */
export interface Scene {
    readonly host: FaultyHost;
    readonly repository: PackageRepository;
    readonly random: Random;
    /** Kills the deploying computer, and every program that it started, at once. */
    readonly kill: () => Promise<void>;
}

/** How the run that met the fault may end. */
export type Ending =
    /** It must say that it failed, and nothing of the change holds. */
    | "fails"
    /** It must carry the change through in spite of the fault. */
    | "succeeds"
    /** Depends on when the fault strikes; the host must be in the old or the new state, never between. */
    | "either";

/** One way in which a delivery can go wrong. One file each; `index.ts` is their register. */
export interface Fault {
    readonly title: string;
    /** Steps at which it may strike. */
    readonly steps: readonly Step[];
    readonly ending: Ending;
    /** The delivery must install a package. @default when it strikes at that step */
    readonly needsInstallation?: boolean;
    /** Makes the plan itself wrong, in a way that only trying it shows. */
    readonly spoil?: (inputs: HostConfigurationInputs, random: Random) => HostConfigurationInputs;
    /** Before the delivery begins. */
    readonly prepare?: (scene: Omit<Scene, "kill">) => Promise<void>;
    /** At a random moment in the step, while the delivery goes on. */
    readonly strike?: (scene: Scene) => Promise<void>;
    /** Takes the fault away, after the delivery that met it has ended. */
    readonly mend?: (scene: Omit<Scene, "kill">) => Promise<void>;
}
