import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { iso9660Image } from "../../../provider/local-machine/iso9660";
import { hardwareAddresses, seedFiles, seedImage } from "../../../provider/local-machine/seed";

const settings = { machineId: "chat-1-0a1b2c3d", name: "chat-1", bootstrap: "#cloud-config\nhostname: chat-1\n" };

/** Files of the image's one folder, read as ECMA-119 §9.1 lays them out. */
function filesOf(image: Buffer): Record<string, string> {
    const files: Record<string, string> = {};
    const root = image.readUInt32LE(16 * 2048 + 156 + 2) * 2048;
    for (let offset = root; image.readUInt8(offset) > 0; offset += image.readUInt8(offset)) {
        const name = image.toString("latin1", offset + 33, offset + 33 + image.readUInt8(offset + 32));
        const start = image.readUInt32LE(offset + 2) * 2048;
        const isFolder = (image.readUInt8(offset + 25) & 2) !== 0;
        if (!isFolder) files[name] = image.toString("utf8", start, start + image.readUInt32LE(offset + 10));
    }
    return files;
}

describe("seed of a local machine", () => {
    it("names the machine, so that cloud-init takes it for a new one", () => {
        const metadata: unknown = JSON.parse(seedFiles(settings)["meta-data"] ?? "");
        assert.deepEqual(metadata, { "instance-id": "chat-1-0a1b2c3d", "local-hostname": "chat-1" });
    });

    it("configures the interface to the Internet by its hardware address, for IPv4 and IPv6", () => {
        const config: unknown = JSON.parse(seedFiles(settings)["network-config"] ?? "");
        const { nat } = hardwareAddresses(settings.machineId);
        const expected = { match: { macaddress: nat }, dhcp4: true, dhcp6: true, "accept-ra": true };
        assert.deepEqual(config, { version: 2, ethernets: { nat: expected } });
    });

    it("gives the interface on a segment its static addresses and no way to anywhere", () => {
        const segment = { tap: "tap0", ipv4Cidr: "192.0.2.10/24", ipv6Cidr: "2001:db8::10/64" };
        const text = seedFiles({ ...settings, segment })["network-config"] ?? "";
        const { ethernets } = JSON.parse(text) as { ethernets: Record<string, object> };
        assert.deepEqual(ethernets["segment"], {
            match: { macaddress: hardwareAddresses(settings.machineId).segment },
            addresses: ["192.0.2.10/24", "2001:db8::10/64"],
            dhcp4: false,
            "accept-ra": false,
            optional: true,
        });
    });

    it("gives each machine and each network hardware addresses of their own, always the same", () => {
        const one = hardwareAddresses("one-00000001");
        const other = hardwareAddresses("one-00000002");
        assert.equal(new Set([one.nat, one.segment, other.nat, other.segment]).size, 4);
        assert.deepEqual(hardwareAddresses("one-00000001"), one);
        assert.match(one.nat, /^52:54:00(:[0-9a-f]{2}){3}$/);
    });

    it("is a file system that the system recognises by its label", () => {
        const folder = mkdtempSync(join(tmpdir(), "seed-"));
        try {
            writeFileSync(join(folder, "seed.iso"), seedImage(settings));
            const args = ["-p", "-o", "export", join(folder, "seed.iso")];
            const found = execFileSync("/usr/sbin/blkid", args, { encoding: "utf8" });
            assert.match(found, /^LABEL=cidata$/m);
            assert.match(found, /^TYPE=iso9660$/m);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it("holds every file whole, also one longer than a sector and an empty one", () => {
        const long = "0123456789".repeat(1000);
        const image = iso9660Image("cidata", { "user-data": long, "meta-data": "", "vendor-data": "é" });
        assert.deepEqual(filesOf(image), { "META-DATA;1": "", "USER-DATA;1": long, "VENDOR-DATA;1": "é" });
        assert.equal(image.length % 2048, 0);
        assert.equal(image.readUInt32LE(16 * 2048 + 80), image.length / 2048, "the volume's size is the image's");
    });
});
