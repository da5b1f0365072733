import { hostChecks, type NamedCheck } from "../../../components/host/plan-host";
import { hostSettings } from "../../../components/host/settings";
import { release } from "./release";

export { checksScript, readOutcomes, type CheckOutcome } from "../../../scripts/audit/examinations/checks-script";

/** The checks of a host of the tests' release with default settings and the login of stack `local`. */
export function defaultChecks(): readonly NamedCheck[] {
    const login = { user: "deploy", authorizedKeys: [] };
    return hostChecks("demo", login, hostSettings.parse({ distribution: release }));
}
