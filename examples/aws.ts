// One hardened host at AWS. Credentials come from where the AWS SDK looks for them, such as AWS_PROFILE.
// Needs: npm install hardened-host @pulumi/pulumi @pulumi/aws
import { Config } from "@pulumi/pulumi";
import { HardenedHost } from "hardened-host";

const web = new HardenedHost("web-1", {
    cloud: { aws: { region: "eu-central-1", instanceType: "t4g.small" } },
    login: { authorizedKeys: [new Config().require("publicKey")] },
    host: { firewall: { openings: [{ port: 443, purpose: "web" }] } },
});

export const sshCommand = web.sshCommand;
