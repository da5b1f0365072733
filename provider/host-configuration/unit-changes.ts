import type { UnitState } from "./inputs";
import type { ObservedUnit } from "./observation";
import { definesUnit } from "./unit-definition";

export interface UnitChange {
    readonly verb: "unmask" | "mask" | "enable" | "disable" | "reset-failed" | "start" | "stop" | "reload" | "restart";
    readonly unit: string;
}

/** True when a touched path is one of the watched files or lies in one of the watched folders (ending in `/`). */
export function isConcerned(watches: readonly string[], touched: readonly string[]): boolean {
    return watches.some((watch) =>
        touched.some((path) => (watch.endsWith("/") ? path.startsWith(watch) : path === watch)),
    );
}

/** @param touched paths that are written, removed, or to be put into force again. */
export function unitChanges(
    unit: string,
    state: UnitState,
    actual: ObservedUnit | undefined,
    touched: readonly string[],
): UnitChange[] {
    const masked = actual?.loadState === "masked";
    const running = isRunning(actual);
    if (state.masked === true) {
        // A mask in /run is gone after a restart.
        const forGood =
            masked && actual.unitFileState !== "masked-runtime" && !touched.includes(`/etc/systemd/system/${unit}`);
        return [
            ...(forGood ? [] : [{ verb: "mask", unit } as const]),
            ...(running ? [{ verb: "stop", unit } as const] : []),
        ];
    }
    const changes: UnitChange[] = masked ? [{ verb: "unmask", unit }] : [];
    const isEnabled = hasEnablement(actual);
    if (state.enabled === true && !isEnabled) changes.push({ verb: "enable", unit });
    if (state.enabled === false && isEnabled) changes.push({ verb: "disable", unit });
    if (state.active === false && running) changes.push({ verb: "stop", unit });
    if (state.active === true && !running) {
        // One that failed too often in a row is not started again before that is forgotten: StartLimitBurst=.
        if (actual?.activeState === "failed") changes.push({ verb: "reset-failed", unit });
        return [...changes, { verb: "start", unit }];
    }
    const renewal = running && state.active !== false ? renewalOf(unit, state, actual, touched) : undefined;
    if (renewal !== undefined) return [...changes, { verb: renewal, unit }];
    // Harmless by itself; but whatever is changed, systemd then reads its files again.
    return isStale(actual) ? [...changes, { verb: "reset-failed", unit }] : changes;
}

/**
 * A service keeps the sockets that it was started with through a reload: where its socket unit stops, it is started anew,
 * after that. Ubuntu's sshd is such a one.
 */
export function socketsFirst(changes: readonly UnitChange[]): UnitChange[] {
    const serviceOf = (socket: string) => socket.replace(/\.socket$/, ".service");
    const isConcernedSocket = ({ verb, unit: socket }: UnitChange) =>
        verb === "stop" && socket.endsWith(".socket") && changes.some(({ unit }) => unit === serviceOf(socket));
    const sockets = changes.filter(isConcernedSocket);
    const services = sockets.map(({ unit }) => serviceOf(unit));
    const renewed = changes
        .filter((change) => !isConcernedSocket(change))
        .map(({ verb, unit }): UnitChange => {
            return { verb: verb === "reload" && services.includes(unit) ? "restart" : verb, unit };
        });
    return [...sockets, ...renewed];
}

/** Stops for good what only the plan before wanted. */
export function unitRetirement(unit: string, actual: ObservedUnit | undefined): UnitChange[] {
    const stops = isRunning(actual) && actual?.refusesManualStop !== true;
    return [
        ...(hasEnablement(actual) ? [{ verb: "disable", unit } as const] : []),
        ...(stops ? [{ verb: "stop", unit } as const] : []),
    ];
}

/** How a running unit takes up what changed. */
function renewalOf(
    unit: string,
    state: UnitState,
    actual: ObservedUnit | undefined,
    touched: readonly string[],
): "reload" | "restart" | undefined {
    const redefined = isStale(actual) || touched.some((path) => definesUnit(path, unit));
    if (!redefined && !isConcerned(state.watches ?? [], touched)) return undefined;
    // A process keeps the command line and the sandbox that it was started with through a reload. A mount and work that
    // is done (nftables.service) have none, and what they have done need not be undone for it.
    const verb = redefined && actual?.hasProcess === true ? "restart" : (state.onChange ?? "restart");
    return verb === "restart" && actual?.refusesManualStop === true ? undefined : verb;
}

export function isRunning(actual: ObservedUnit | undefined): boolean {
    return actual !== undefined && ["active", "activating", "reloading"].includes(actual.activeState);
}

/** True for a running unit whose files systemd has not read again. It reads those of others when it starts them. */
export function isStale(actual: ObservedUnit | undefined): boolean {
    return isRunning(actual) && actual?.needsDaemonReload === true;
}

/** "static", "generated" and "indirect" units have no enablement of their own to change (systemctl(1)). */
export function hasEnablement(actual: ObservedUnit | undefined): boolean {
    return actual !== undefined && ["enabled", "enabled-runtime", "alias"].includes(actual.unitFileState);
}
