import { reportsOutcome } from "./failure-report";
import { renderSystemdUnit } from "./formats/systemd";
import type { PartialHostPlan } from "./plan";
import type { ProxyClient } from "./reach";
import { sandboxDirectives } from "./sandbox";

/** Port on the client's own loopback interface; the one that proxies are looked for at. */
const clientPort = 3128;

/** First of the ports on which the proxy listens, on the host's loopback interface; each client has one. */
const firstPort = 3140;

/** Port of the client that is the `index`th by name. */
export function proxyPort(index: number): number {
    return firstPort + index;
}

const address = `http://127.0.0.1:${clientPort}`;

/** Variables by which programs and their libraries find a proxy; some look for one spelling only. */
export const proxyEnvironment: Readonly<Record<string, string>> = {
    ALL_PROXY: address,
    HTTPS_PROXY: address,
    HTTP_PROXY: address,
    NO_PROXY: "localhost,127.0.0.1,::1",
    all_proxy: address,
    http_proxy: address,
    https_proxy: address,
    no_proxy: "localhost,127.0.0.1,::1",
};

/**
 * The way from a service's own network to the proxy: the only one. Whatever the program asks for, it asks the proxy, as
 * itself: the port says who asks, and the firewall lets no other account use it.
 */
export function proxyRelayPlan(name: string, clients: readonly ProxyClient[]): PartialHostPlan {
    const index = clients.findIndex((client) => client.name === name);
    const unitFile = (type: string) => `/etc/systemd/system/${name}-proxy.${type}`;
    return {
        files: {
            [unitFile("socket")]: { content: relaySocket(name) },
            [unitFile("service")]: { content: relayService(name, proxyPort(index)) },
        },
        units: { [`${name}-proxy.socket`]: { enabled: true, active: true } },
    };
}

function relaySocket(name: string): string {
    return renderSystemdUnit({
        why: "Where the service finds the proxy, on the loopback interface that is its own.",
        Unit: { Description: `Proxy of ${name}`, JoinsNamespaceOf: `${name}.service` },
        Socket: { ListenStream: `127.0.0.1:${clientPort}`, PrivateNetwork: true },
        Install: { WantedBy: "sockets.target" },
    });
}

function relayService(name: string, port: number): string {
    const needs = {
        network: { kind: "host", allowed: ["127.0.0.1/32"] },
        loosen: {},
        memoryMaxMib: 64,
        tasksMax: 16,
        openFilesMax: 4096,
    } as const;
    return renderSystemdUnit({
        why: "Carries what arrives at the socket to the proxy, and reaches nothing else.",
        Unit: { Description: `Proxy of ${name}, in the host's network`, ...reportsOutcome },
        Service: {
            ...sandboxDirectives(needs),
            Type: "notify",
            User: name,
            Group: name,
            ExecStart: `/usr/lib/systemd/systemd-socket-proxyd 127.0.0.1:${port}`,
        },
    });
}
