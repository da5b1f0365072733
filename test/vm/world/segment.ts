import { mustRun, run, type CommandOptions, type CommandResult } from "./command";

/** Addresses of the guest's second interface and of its neighbour: ranges for documentation (RFC 5737, RFC 3849). */
export const segmentAddresses = {
    guest: "198.51.100.10",
    guest6: "2001:db8:2::10",
    neighbour: "198.51.100.20",
    neighbour6: "2001:db8:2::20",
};

/** Short, because names of network interfaces are limited to 15 characters. */
export const segmentNames = {
    bridge: "hhvm-bridge",
    tap: "hhvm-tap",
    link: "hhvm-link",
    inner: "hhvm-inner",
    namespace: "hhvm",
};

/** A network segment of its own with two machines on it: the guest, and a neighbour in a network namespace. */
export class Segment {
    public readonly settings = {
        tap: segmentNames.tap,
        ipv4Cidr: `${segmentAddresses.guest}/24`,
        ipv6Cidr: `${segmentAddresses.guest6}/64`,
    };

    public async create(): Promise<void> {
        await this.remove();
        const { bridge, tap, link, inner, namespace } = segmentNames;
        const commands = [
            `link add ${bridge} type bridge`,
            `tuntap add ${tap} mode tap`,
            `netns add ${namespace}`,
            `link add ${link} type veth peer name ${inner} netns ${namespace}`,
            `link set ${tap} master ${bridge} up`,
            `link set ${link} master ${bridge} up`,
            `link set ${bridge} up`,
            `-n ${namespace} link set lo up`,
            `-n ${namespace} addr add ${segmentAddresses.neighbour}/24 dev ${inner}`,
            // Usable at once: nobody else can have the address.
            `-n ${namespace} addr add ${segmentAddresses.neighbour6}/64 dev ${inner} nodad`,
            `-n ${namespace} link set ${inner} up`,
        ];
        for (const command of commands) await mustRun("ip", command.split(" "));
    }

    /** Runs a program as the neighbour. */
    public inNeighbour(program: string, args: readonly string[], options?: CommandOptions): Promise<CommandResult> {
        return run("ip", ["netns", "exec", segmentNames.namespace, program, ...args], options);
    }

    public async remove(): Promise<void> {
        await run("ip", ["netns", "del", segmentNames.namespace]);
        await run("ip", ["link", "del", segmentNames.link]);
        await run("ip", ["link", "del", segmentNames.tap]);
        await run("ip", ["link", "del", segmentNames.bridge]);
    }
}
