// A server that is there already, reachable by SSH as root with a key. Its host key is copied from the server's console:
// /etc/ssh/ssh_host_ed25519_key.pub
// Needs: npm install hardened-host @pulumi/pulumi
import { Config } from "@pulumi/pulumi";
import { HardenedHost } from "hardened-host";

const config = new Config();
const web = new HardenedHost("web-1", {
    cloud: { existing: { address: "203.0.113.7", hostKey: config.require("hostKey") } },
    login: { authorizedKeys: [config.require("publicKey")] },
    host: { distribution: "debian-12", firewall: { openings: [{ port: 443, purpose: "web" }] } },
});

export const sshCommand = web.sshCommand;
