// A command of your own on a host, by @pulumi/command: for programs that have its resources already. Its SSH client wants a
// private key in the state, and knows no hops: `runOnce` of a host goes the way of deliveries instead.
// Needs: npm install hardened-host @pulumi/pulumi @pulumi/command @pulumi/digitalocean
import { remote } from "@pulumi/command";
import { Config } from "@pulumi/pulumi";
import { HardenedHost } from "hardened-host";

const config = new Config();
const web = new HardenedHost("web-1", {
    cloud: { digitalocean: { region: "fra1", size: "s-1vcpu-2gb" } },
    login: { user: "deploy", authorizedKeys: [config.require("publicKey")] },
});

const uptime = new remote.Command(
    "uptime",
    {
        connection: {
            host: web.address,
            port: web.sshPort,
            user: "deploy",
            privateKey: config.requireSecret("privateKey"),
            // Without it, whoever answers at the address is believed.
            hostKey: web.hostKey,
        },
        create: "uptime --since",
        logging: "none",
    },
    { dependsOn: web, deletedWith: web },
);

export const runningSince = uptime.stdout;
