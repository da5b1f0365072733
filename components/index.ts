export { HardenedHost } from "./hardened-host";
export type { HardenedHostArgs, LoginArgs } from "./hardened-host";
export type * from "./arguments";
