// One hardened host at Hetzner. The token comes from HCLOUD_TOKEN.
// Needs: npm install hardened-host @pulumi/pulumi @pulumi/hcloud
import { Config } from "@pulumi/pulumi";
import { HardenedHost } from "hardened-host";

const web = new HardenedHost("web-1", {
    cloud: { hetzner: { location: "fsn1", serverType: "cx23" } },
    login: { authorizedKeys: [new Config().require("publicKey")] },
    host: { firewall: { openings: [{ port: 443, purpose: "web" }] } },
});

export const sshCommand = web.sshCommand;
