import type { HostConfigurationInputs } from "../inputs";

/** A socket that waits for others to begin: TCP that listens, or UDP that is not connected. */
export interface Listener {
    readonly protocol: "tcp" | "udp";
    /** With its interface where it is bound to one, for example `127.0.0.53%lo`. */
    readonly address: string;
    readonly port: number;
    /** Names of the processes that hold it. The kernel's own sockets, WireGuard's for example, have none. */
    readonly processes: readonly string[];
}

type Openings = HostConfigurationInputs["openings"];

/** Reads a line of `ss -H -lntup`. */
export function readListener(line: string): Listener | undefined {
    const [protocol, , , , local = ""] = line.trim().split(/\s+/);
    const place = /^(.+):(\d+)$/.exec(local);
    if ((protocol !== "tcp" && protocol !== "udp") || place === null) return undefined;
    const [, address = "", port = ""] = place;
    const names = [...line.matchAll(/\("(.*?)",pid=\d+/g)].map(([, name = ""]) => shown(name));
    return { protocol, address, port: Number(port), processes: [...new Set(names)].sort() };
}

/** A process chooses its own name. */
function shown(name: string): string {
    return name.replace(/[^\x20-\x7e]/g, "?");
}

/** What waits for the outside without an opening that covers it, for example `tcp 0.0.0.0:8080 of python3`. Sorted. */
export function unexpectedListeners(listeners: readonly Listener[], openings: Openings): string[] {
    const uncovered = listeners.filter(
        (listener) => !isLoopback(listener) && !isClient(listener) && !isCovered(listener, openings),
    );
    return [...new Set(uncovered.map(describeListener))].sort();
}

function describeListener({ protocol, address, port, processes }: Listener): string {
    return `${protocol} ${address}:${port} of ${processes.length === 0 ? "the kernel" : processes.join(", ")}`;
}

function isLoopback({ address }: Listener): boolean {
    return address.endsWith("%lo") || /^(127\.|\[::1\]|\[::ffff:127\.)/.test(address);
}

function isCovered({ protocol, port }: Listener, openings: Openings): boolean {
    return openings.some(
        (opening) => opening.protocol === protocol && port >= opening.port && port <= (opening.portEnd ?? opening.port),
    );
}

/** First port that the kernel gives to a client that asked for none: ip(7), ip_local_port_range. */
const firstEphemeralPort = 32768;

/**
 * UDP sockets of clients look like listening ones: those of DHCP (RFC 2131, RFC 8415), and that of systemd-timesyncd
 * while it waits for a server's answer (its name as the kernel cuts it, to 15 bytes).
 */
function isClient({ protocol, port, processes }: Listener): boolean {
    if (protocol !== "udp") return false;
    const asksTime = processes.join() === "systemd-timesyn" && port >= firstEphemeralPort;
    return port === 68 || port === 546 || asksTime;
}
