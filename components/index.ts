export { HardenedHost } from "./hardened-host";
export type { HardenedHostArgs, LoginArgs } from "./hardened-host";
export type { AdminTaskArgs } from "./delivery/admin-task";
export type * from "./arguments";
