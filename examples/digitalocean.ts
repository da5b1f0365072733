// One hardened host at DigitalOcean, with a name in a zone there. The token comes from DIGITALOCEAN_TOKEN.
// Needs: npm install hardened-host @pulumi/pulumi @pulumi/digitalocean
import { Config } from "@pulumi/pulumi";
import { HardenedHost } from "hardened-host";

const web = new HardenedHost("web-1", {
    cloud: { digitalocean: { region: "fra1", size: "s-1vcpu-2gb" } },
    dns: { provider: "digitalocean", zone: "example.org" },
    login: { authorizedKeys: [new Config().require("publicKey")] },
    host: { firewall: { openings: [{ port: 443, purpose: "web" }] } },
});

export const sshCommand = web.sshCommand;
