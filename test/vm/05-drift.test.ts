import assert from "node:assert/strict";
import { sharedGuest, type Guest } from "./world/guest";

/** What is changed by hand, how the preview must show it, and what must hold once it is repaired. */
const changes = [
    {
        of: "a file is shown as a line difference",
        byHand: "sed -i 's/^kernel.dmesg_restrict.*/kernel.dmesg_restrict = 0/' /etc/sysctl.d/*hardened-host*.conf",
        shown: [/^\s*[-~] .*kernel\.dmesg_restrict = 0/m, /^\s*[+~] .*kernel\.dmesg_restrict = 1/m],
        repaired:
            "grep -rqx 'kernel.dmesg_restrict = 1' /etc/sysctl.d/ && test \"$(sysctl -n kernel.dmesg_restrict)\" = 1",
    },
    {
        of: "a stopped unit is shown",
        byHand: 'systemctl stop auditd.service 2>/dev/null || kill "$(cat /run/auditd.pid)"',
        shown: [/auditd\.service[\s\S]{0,200}active\s*: false => true/],
        repaired: "systemctl is-active --quiet auditd.service",
    },
    {
        of: "a failed unit is shown as failed",
        byHand: "systemctl kill --signal=KILL unattended-upgrades.service; sleep 2",
        shown: [/unattended-upgrades\.service[\s\S]{0,200}failed\s*: true/],
        repaired: "systemctl is-active --quiet unattended-upgrades.service",
    },
    {
        of: "a unit's drop-in that is not ours is shown with its content",
        byHand:
            "mkdir -p /etc/systemd/system/ssh.service.d && cd /etc/systemd/system/ssh.service.d && " +
            "printf '[Service]\\nEnvironment=DRIFT=1\\n' >override.conf && systemctl daemon-reload",
        shown: [/ssh\.service\.d\/override\.conf[\s\S]{0,400}DRIFT=1/],
        repaired: "! systemctl show -p Environment ssh.service | grep -q DRIFT",
    },
    {
        of: "a held package is shown",
        byHand: "apt-mark -q hold acct",
        shown: [/acct \(held\)/],
        repaired: 'test -z "$(apt-mark showhold acct)"',
    },
    {
        of: "a kernel parameter in force is shown beside its file",
        byHand: "sysctl -q -w net.ipv4.conf.all.log_martians=0",
        shown: [/^\s*[-~] .*#! on the host: net\.ipv4\.conf\.all\.log_martians = 0/m],
        repaired: 'test "$(sysctl -n net.ipv4.conf.all.log_martians)" = 1',
    },
    {
        of: "a firewall rule in force is shown beside its file",
        byHand: "nft insert rule inet hardened_host input tcp dport 23 accept",
        shown: [/in force, but not in this file: table inet hardened_host, chain input, tcp dport 23 accept/],
        repaired: "! nft list chain inet hardened_host input | grep -q 'dport 23 accept'",
    },
    {
        of: "a link in a file's place is shown with its target",
        byHand: "cp /etc/hostname /root/target && ln -sf /root/target /etc/issue.net",
        shown: [/a link to \/root\/target is in its place/],
        repaired: "test ! -L /etc/issue.net && cmp -s /root/target /etc/hostname",
    },
    {
        of: "a link in a folder's place is shown with its target",
        byHand: "mv /etc/motd.d /root/motd.d && ln -s /root/motd.d /etc/motd.d && chmod 0700 /root/motd.d",
        shown: [/replacedBy\s*: "a link to \/root\/motd\.d"/],
        repaired: 'test ! -L /etc/motd.d && test -d /etc/motd.d && test "$(stat -c %a /root/motd.d)" = 700',
    },
    {
        of: "strangers of any name in a managed folder is shown",
        byHand:
            "cd /etc/ssh/authorized_keys.d && echo 'deploy ALL=(ALL) ALL' >stranger && " +
            "echo key >\"$(printf -- '-odd \\nname')\"",
        shown: [/authorized_keys\.d\/stranger/, /authorized_keys\.d\/-odd \\{1,2}012name/],
        repaired: 'test "$(ls /etc/ssh/authorized_keys.d)" = deploy',
    },
];

describe("drift", () => {
    let guest: Guest;
    let preview = "";

    before("change the host by hand", async () => {
        guest = await sharedGuest();
        await guest.rootText(changes.map(({ byHand }) => `(set -e; ${byHand})`).join("\n"));
        await guest.rootText("systemd-run --quiet --unit=drift-listener python3 -m http.server 8080; sleep 10");
        const result = await guest.npm(["preview", "--", "local", "--refresh", "--diff", "--non-interactive"]);
        preview = result.output;
        assert.equal(result.status, 0, preview);
    });

    for (const { of, shown } of changes) {
        it(`of ${of}`, () => {
            for (const pattern of shown) assert.match(preview, pattern);
        });
    }

    it("of a socket that no opening covers is a warning with its process", () => {
        assert.match(preview, /openings: tcp 0\.0\.0\.0:8080 of python3 waits for the outside/);
    });

    it("is repaired by up, and gone afterwards", async () => {
        await guest.rootText("systemctl stop drift-listener.service");
        const up = await guest.npm(["up", "--", "local", "--refresh", "--yes", "--skip-preview", "--non-interactive"]);
        assert.equal(up.status, 0, up.output);
        await guest.rootText(["set -e", ...changes.map(({ repaired }) => `(${repaired}) || exit 1`)].join("\n"));
        await guest.rootText("rm -rf /root/target /root/motd.d");
        const args = ["preview", "--", "local", "--refresh", "--expect-no-changes", "--non-interactive"];
        const again = await guest.npm(args);
        assert.equal(again.status, 0, again.output);
    });
});
