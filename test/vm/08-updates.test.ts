import assert from "node:assert/strict";
import { sharedGuest } from "./world/guest";

describe("updates", () => {
    it("take a security update: unattended-upgrade --dry-run finds one that was taken back by hand", async function () {
        const guest = await sharedGuest();
        // A package with a security update that is installed; its older version comes from the release itself.
        const candidate = await guest.rootText(`
            apt-get -q -q update
            dpkg-query -W -f '\${Package} \${Version}\\n' | while read -r package version; do
                older=$(apt-cache madison "$package" | awk '$5 !~ /security/ && $6 != "Sources" { print $3; exit }')
                newer=$(apt-cache madison "$package" | awk '$5 ~ /security/ { print $3; exit }')
                if [ "$newer" = "$version" ] && [ -n "$older" ] && dpkg --compare-versions "$older" lt "$newer"; then
                    case $package in *linux-image*|libc*|systemd*|libsystemd*|libudev*|udev|openssh*) continue ;; esac
                    echo "$package=$older"
                    break
                fi
            done`);
        if (candidate === "") this.skip(); // No security update exists for any installed package today.
        await guest.rootText(`DEBIAN_FRONTEND=noninteractive apt-get -q -y --allow-downgrades install ${candidate}`);
        const dryRun = await guest.rootText(
            "unattended-upgrade --dry-run --debug 2>&1 | grep -E '^(Packages that will be upgraded|pkgs that look like)'",
        );
        assert.match(dryRun, new RegExp(`\\b${candidate.split("=")[0] ?? ""}\\b`));
    });
});
