// A hardened virtual machine on this computer, for trying things out. Needs QEMU.
// Needs: npm install hardened-host @pulumi/pulumi
import { Config } from "@pulumi/pulumi";
import { HardenedHost } from "hardened-host";

const trial = new HardenedHost("trial", {
    cloud: { local: { memoryMib: 1024 } },
    login: { authorizedKeys: [new Config().require("publicKey")] },
});

export const sshCommand = trial.sshCommand;
