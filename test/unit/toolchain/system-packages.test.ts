import assert from "node:assert/strict";
import { missingToolsMessage } from "../../../scripts/toolchain/system-packages";
import { localMachineTools, machineTestTools, type SystemTool } from "../../../scripts/toolchain/system-tools";

const tool = (debian: string, elsewhere: string | null = debian): SystemTool => ({
    purpose: `use ${debian}`,
    packages: { debian, fedora: elsewhere, arch: elsewhere, openSuse: elsewhere },
    isPresent: () => false,
});

describe("missing system packages", () => {
    it("are named with what they are for and the command for each system", () => {
        const message = missingToolsMessage([tool("qemu-utils", "qemu-img"), tool("nmap")]);
        assert.deepEqual(message.split("\n").slice(1), [
            "  qemu-utils  needed to use qemu-utils",
            "  nmap        needed to use nmap",
            "Install them, then run the same command again:",
            "  Debian, Ubuntu: sudo apt-get install --no-install-recommends qemu-utils nmap",
            "  Fedora: sudo dnf install qemu-img nmap",
            "  Arch: sudo pacman -S qemu-img nmap",
            "  openSUSE: sudo zypper install qemu-img nmap",
        ]);
    });

    it("say so where a system has no package", () => {
        const message = missingToolsMessage([tool("mmdebstrap", null), tool("nmap")]);
        assert.match(message, /Arch: sudo pacman -S nmap \(not packaged there: mmdebstrap\)/);
        assert.match(
            missingToolsMessage([tool("mmdebstrap", null)]),
            /Arch: nothing \(not packaged there: mmdebstrap\)/,
        );
    });

    it("are looked for by what they bring, so that it does not matter who installed them", async () => {
        for (const { packages, isPresent } of [...localMachineTools, ...machineTestTools]) {
            assert.equal(typeof (await isPresent()), "boolean", packages.debian);
        }
    });
});
