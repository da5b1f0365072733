import { keysOnly, onePartition } from "./reasons";

/** By the id of the test. */
export const lynis: Readonly<Record<string, string>> = {
    LYNIS: "The distribution's own version is used, which gets its security updates; a newer one would not.",
    "DEB-0280": "Folders for temporary files are private per service (PrivateTmp); people log in to administer.",
    "DEB-0810": "Updates install by themselves: nobody reads a list of bugs before.",
    "DEB-0811": "Updates install by themselves: nobody reads a list of changes before.",
    "DEB-0880": "Logins take keys only, sshd makes sources wait that fail, and the firewall limits new connections.",
    "BOOT-5264":
        "Every unit of ours is measured (sandboxes of services); those of the distribution are its packagers' work.",
    "AUTH-9284": keysOnly,
    "FILE-6310": onePartition,
    "NAME-4028": "A host needs no domain name of its own.",
    "PKGS-7370": "AIDE compares every program with its baseline each day.",
    "PKGS-7394": "Pending updates are listed by this audit.",
    "SSH-7408": "Ten sessions over one connection, as CIS13 5.1.18 allows: deliveries and administrators share theirs.",
    "LOGG-2154": "Nothing is sent away unasked: where logs go besides is the owner's choice.",
    "ACCT-9626": "Statistics of load protect nothing. Programs that ran are accounted for, and auditd records.",
    "TOOL-5002": "What automates runs on the deploying computer: nothing of it is on the host.",
    "HRDN-7230": "Scanners for known malware miss what is new. AIDE compares every file with its baseline each day.",
};
