/** A port of this computer that leads to a port of the guest. */
export interface PortForward {
    readonly protocol: "tcp" | "udp";
    /** Loopback address of this computer. */
    readonly address: string;
    readonly localPort: number;
    /** Port of the guest. */
    readonly port: number;
}
