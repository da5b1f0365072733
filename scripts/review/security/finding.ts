import type { HostInputs } from "../host-inputs";
import type { Sentence } from "../sentence";

/** What a change does to the security of the host. Neutral: worth a look, and neither better nor worse by itself. */
export type Direction = "weaker" | "stronger" | "neutral";

export type Area =
    | "accounts"
    | "backups"
    | "cloud"
    | "encryption"
    | "file permissions"
    | "firewall"
    | "kernel"
    | "logging"
    | "notices"
    | "openings"
    | "packages"
    | "sandbox"
    | "secrets"
    | "SSH"
    | "sudo"
    | "units"
    | "updates";

/** One thing that changes for the security, in words. */
export interface Finding {
    readonly direction: Direction;
    readonly area: Area;
    readonly sentence: Sentence;
}

/** Looks at one side of a host, before and after. */
export type Comparison = (before: HostInputs, after: HostInputs) => readonly Finding[];

/** Direction of a change between two ratings, of which the higher is the safer. */
export function directionOf(before: number, after: number): Direction {
    return after < before ? "weaker" : after > before ? "stronger" : "neutral";
}
