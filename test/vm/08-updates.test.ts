import assert from "node:assert/strict";
import { sharedGuest, type Guest } from "./world/guest";

/** Taken back, these would end the connection or the machine that the test runs on. */
const leaveAlone = /^(linux-image|libc|systemd|libsystemd|libudev|libnss|libpam|udev|openssh)/;

/** Installed security updates and the versions before them, each as `package=version`. */
async function findSecurityUpdates(guest: Guest): Promise<readonly string[]> {
    const installed = await guest.rootText("dpkg-query -W -f '${Package} ${Version}\\n'");
    const versions = new Map(installed.split("\n").map((line) => line.split(" ") as [string, string]));
    await guest.rootText("apt-get -q -q update");
    const offers = (await guest.rootText(`apt-cache madison ${[...versions.keys()].join(" ")}`))
        .split("\n")
        .map((line) => line.split("|").map((field) => field.trim()))
        .filter(([, , source = ""]) => source.endsWith("Packages"));
    const isSecurity = (source: string) => source.includes("-security");
    return offers.flatMap(([name = "", version = "", source = ""]) => {
        if (leaveAlone.test(name) || !isSecurity(source) || versions.get(name) !== version) return [];
        const older = offers.find(([other, , from = ""]) => other === name && !isSecurity(from));
        return older?.[1] === undefined || older[1] === version ? [] : [`${name}=${older[1]}`];
    });
}

const takeBack = "DEBIAN_FRONTEND=noninteractive apt-get -q -q -y --no-remove --allow-downgrades";

/** One that can be taken back by itself, which libraries of one source package often cannot; nothing when there is none today. */
async function findOneToTakeBack(guest: Guest): Promise<string | undefined> {
    for (const older of await findSecurityUpdates(guest)) {
        if ((await guest.root(`${takeBack} --simulate install ${older}`)).status === 0) return older;
    }
    return undefined;
}

describe("updates", () => {
    it("take a security update: unattended-upgrade --dry-run finds one that was taken back by hand", async function () {
        const guest = await sharedGuest();
        const older = await findOneToTakeBack(guest);
        if (older === undefined) this.skip(); // No installed package has a security update today that can be taken back.
        const name = older.split("=")[0] ?? "";
        await guest.rootText(`${takeBack} -o DPkg::Lock::Timeout=300 install ${older} >/dev/null`);
        const dryRun = await guest.root("unattended-upgrade --dry-run --debug 2>&1");
        await guest.rootText(`DEBIAN_FRONTEND=noninteractive apt-get -q -q -y install ${name} >/dev/null`);
        assert.match(dryRun.stdout, new RegExp(`^Packages that will be upgraded:.* ${name}( |$)`, "m"));
    });
});
