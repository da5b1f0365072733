import assert from "node:assert/strict";
import { sharedGuest, type Guest } from "./world/guest";

describe("drift", () => {
    let guest: Guest;
    let preview = "";

    before("change the host by hand", async () => {
        guest = await sharedGuest();
        await guest.rootText(`
            sed -i 's/^kernel.dmesg_restrict.*/kernel.dmesg_restrict = 0/' /etc/sysctl.d/*hardened-host*.conf
            systemctl stop auditd.service 2>/dev/null || kill "$(cat /run/auditd.pid)"
            echo 'deploy ALL=(ALL) ALL' >/etc/ssh/authorized_keys.d/stranger`);
        const result = await guest.npm(["preview", "--", "local", "--refresh", "--diff", "--non-interactive"]);
        preview = result.output;
        assert.equal(result.status, 0, preview);
    });

    it("of a file is shown as a line difference", () => {
        assert.match(preview, /^\s*[-~] .*kernel\.dmesg_restrict = 0/m);
        assert.match(preview, /^\s*[+~] .*kernel\.dmesg_restrict = 1/m);
    });

    it("of a stopped unit is shown", () => {
        assert.match(preview, /auditd\.service[\s\S]{0,200}active\s*: false => true/);
    });

    it("of a stranger in a managed folder is shown", () => {
        assert.match(preview, /authorized_keys\.d\/stranger/);
    });

    it("is repaired by up, and gone afterwards", async () => {
        const up = await guest.npm(["up", "--", "local", "--refresh", "--yes", "--skip-preview", "--non-interactive"]);
        assert.equal(up.status, 0, up.output);
        await guest.rootText(`
            set -e
            systemctl is-active --quiet auditd.service
            test ! -e /etc/ssh/authorized_keys.d/stranger
            grep -rqx 'kernel.dmesg_restrict = 1' /etc/sysctl.d/
            test "$(sysctl -n kernel.dmesg_restrict)" = 1`);
        const args = ["preview", "--", "local", "--refresh", "--expect-no-changes", "--non-interactive"];
        const again = await guest.npm(args);
        assert.equal(again.status, 0, again.output);
    });
});
