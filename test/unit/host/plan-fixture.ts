import { planHost } from "../../../components/host/plan-host";
import type { HostPlan } from "../../../components/host/plan";
import { hostSettings } from "../../../components/host/settings";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEhPc3RLZXlGb3JHb2xkZW5GaWxlc09ubHlBQUFBQUFB";

/** The plan of a host whose settings differ from the defaults as given. */
export function planWith(settings: object = {}): HostPlan {
    return planHost("chat-1", { user: "deploy", authorizedKeys: [key] }, hostSettings.parse(settings));
}

/** Lines of a file of the plan, blank ones and comments left out. */
export function linesOf(plan: HostPlan, path: string): string[] {
    const file = plan.files[path];
    if (file === undefined) throw new Error(`the plan has no ${path}`);
    const lines = file.content.split("\n").map((line) => line.trim());
    return lines.filter((line) => line !== "" && !line.startsWith("#"));
}
