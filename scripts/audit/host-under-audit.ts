import type { NamedCheck } from "../../components/host/plan-host";
import type { Distribution } from "../../components/host/part";
import type { Opening } from "../../components/host/plan";
import type { RootShell } from "./root-shell";

/** A host, and what its settings say that it should be. */
export interface HostUnderAudit {
    readonly name: string;
    readonly distribution: Distribution;
    readonly address: string;
    /** Port of that address that leads to sshd. */
    readonly sshPort: number;
    /** Only reached through another host: nothing here can connect to its ports. */
    readonly isBehindJump: boolean;
    readonly checks: readonly NamedCheck[];
    readonly openings: readonly Opening[];
    /** Services whose units are ours, by full name. */
    readonly ownServices: readonly string[];
    /** Names that its web edge serves; none where it has no edge. */
    readonly siteNames: readonly string[];
    /** Most hours since its last good backup; undefined where it makes none. */
    readonly backupStaleAfterHours?: number;
    readonly shell: RootShell;
}
