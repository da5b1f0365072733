import { hostChecks, type NamedCheck } from "../../../components/host/plan-host";
import { hostSettings } from "../../../components/host/settings";

export { checksScript, readOutcomes, type CheckOutcome } from "../../../scripts/audit/examinations/checks-script";

/** The checks of a host with default settings and the login of stack `local`. */
export function defaultChecks(): readonly NamedCheck[] {
    const login = { user: "deploy", authorizedKeys: [] };
    return hostChecks("demo", login, hostSettings.parse({}));
}
