import type { Fault } from "./fault";

export const diskFull: Fault = {
    title: "the disk is full",
    steps: ["compare", "packages", "validate", "snapshot", "swap", "activate"],
    ending: "either",
    strike: async ({ host, random }) => {
        const leaveKib = random.pick([0, 0, 8, 64, 256]);
        await host.machine.exec(`
            free=$(df --output=avail -k / | tail -n 1)
            fallocate -l "$((free - ${leaveKib}))K" /var/tmp/filler || dd if=/dev/zero of=/var/tmp/filler bs=64K count=$((free / 64)) 2>/dev/null || :`);
    },
    mend: async ({ host }) => {
        await host.machine.exec("rm -f /var/tmp/filler");
    },
};

export const packageManagerBusy: Fault = {
    title: "another program holds the package manager's lock",
    steps: ["compare"],
    ending: "succeeds",
    needsInstallation: true,
    prepare: async ({ host, random }) => {
        const seconds = random.pick([5, 10, 20, 60]);
        await host.machine.text(
            `systemd-run --quiet --collect flock -o /var/lib/dpkg/lock-frontend sleep ${seconds}; sleep 0.3`,
        );
    },
};

export const mirrorUnreachable: Fault = {
    title: "the package mirror does not answer",
    steps: ["compare"],
    ending: "fails",
    needsInstallation: true,
    prepare: async ({ host }) => {
        await host.machine.write("/etc/apt/sources.list", "deb [trusted=yes] http://198.51.100.1:9 ./\n");
        await host.machine.exec("rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb /var/cache/apt/*.bin");
    },
    mend: async ({ host }) => {
        await host.machine.write("/etc/apt/sources.list", "deb [trusted=yes] http://198.51.100.1:8080 ./\n");
    },
};

export const packageBroken: Fault = {
    title: "a package's installation script fails",
    steps: ["compare"],
    ending: "fails",
    spoil: (inputs) => ({ ...inputs, packages: [...inputs.packages, "hh-broken"] }),
    mend: async ({ host }) => {
        await host.machine.exec("dpkg --purge --force-all hh-broken");
    },
};
