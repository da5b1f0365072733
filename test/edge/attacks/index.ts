import type { Attack } from "./attack";
import { headers } from "./headers";
import { requests } from "./requests";
import { slowness } from "./slowness";
import { smuggling } from "./smuggling";

export const attacks: readonly Attack[] = [...headers, ...requests, ...smuggling, ...slowness];
