// The same host twice, on two clouds: the second is delivered once the first has confirmed its change.
// Needs: npm install hardened-host @pulumi/pulumi @pulumi/aws @pulumi/digitalocean
import { Config } from "@pulumi/pulumi";
import { HardenedHost } from "hardened-host";
import type { HostArgs } from "hardened-host";

const login = { authorizedKeys: [new Config().require("publicKey")] };
const host: HostArgs = {
    ssh: { port: 2222 },
    firewall: { openings: [{ port: 443, purpose: "web" }] },
    updates: { window: { days: ["Sun"], start: "03:00", durationMinutes: 120 } },
};

const first = new HardenedHost("web-1", {
    cloud: { digitalocean: { region: "fra1", size: "s-1vcpu-2gb" } },
    login,
    host,
});
const second = new HardenedHost("web-2", {
    cloud: { aws: { region: "eu-central-1", instanceType: "t4g.small" } },
    login,
    host,
    deliverAfter: [first],
});

export const sshCommands = [first.sshCommand, second.sshCommand];
