import type { SteppingBack } from "../../part";

/**
 * What other parts of the host leave to Cloudron, or undone for it, and why. Everything else stays as it is.
 * Its firewall: docs.cloudron.io/security, "Block IPs"; its installer builds native modules of Node.js below /tmp, at the
 * first installation and at every update; its base image has an NFS client for volumes, which needs rpcbind.
 */
export const steppingBack: SteppingBack = {
    firewall:
        "Cloudron filters what arrives by chains of its own, and its apps reach the host through 172.18.0.0/16, which a " +
        "second filter would drop. The cloud's firewall lets in what the plan opens, and nothing else",
    egress: "Cloudron and its apps fetch from wherever they like, through chains of its own",
    executableTmp: "Cloudron builds and starts its installer below /tmp, at every update too",
    rpcbind: "Cloudron's NFS volumes need the package nfs-common, and that needs rpcbind",
};
