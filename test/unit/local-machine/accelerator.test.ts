import assert from "node:assert/strict";
import { kernelPrinted } from "../../../provider/local-machine/accelerator";

describe("verdict on KVM", () => {
    it("is that it works when the kernel's first line came over the console", () => {
        const console =
            "\u001bc\u001b[?7l\n[    0.000000] Linux version 6.12.117+deb13-cloud-amd64 (debian-kernel@...)\r\n";
        assert.equal(kernelPrinted(console), true);
    });

    it("is that it does not when only the firmware printed, or nothing at all", () => {
        assert.equal(kernelPrinted("SeaBIOS (version 1.16.2-debian-1.16.2-1)\r\nBooting from ROM..."), false);
        assert.equal(kernelPrinted(""), false);
    });

    it("is not taken in by an error message that names Linux", () => {
        assert.equal(kernelPrinted("qemu: could not load kernel: Linux version too old"), false);
    });
});
