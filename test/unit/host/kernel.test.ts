import assert from "node:assert/strict";
import { kernel } from "../../../components/host/hardenings/kernel";
import { directives, factsOf, fileOf, planOf, problemsOf } from "./part-of-host";

const sysctlOf = (settings: unknown) =>
    directives(fileOf(planOf(kernel, settings), "/etc/sysctl.d/99-zz-hardened-host.conf"));
const modulesOf = (settings: unknown) =>
    directives(fileOf(planOf(kernel, settings), "/etc/modprobe.d/60-hardened-host.conf"));

describe("kernel parameters", () => {
    it("close what ANSSI BP-028 R9 closes", () => {
        const lines = sysctlOf({});
        for (const line of ["kernel.kptr_restrict = 2", "kernel.dmesg_restrict = 1", "kernel.sysrq = 0"]) {
            assert.ok(lines.includes(line), line);
        }
    });

    it("set a network parameter for all, for new and for existing interfaces", () => {
        const lines = sysctlOf({}).filter((line) => line.includes(".accept_redirects"));
        assert.deepEqual(
            lines.filter((line) => line.includes("ipv4")),
            ["all", "default", "*"].map((which) => `net.ipv4.conf.${which}.accept_redirects = 0`),
        );
        assert.equal(lines.length, 6);
    });

    it("leave router advertisements and forwarding alone, which clouds and containers need", () => {
        assert.doesNotMatch(sysctlOf({}).join("\n"), /accept_ra|forwarding|ip_forward/);
    });

    it("never name one parameter twice", () => {
        const keys = sysctlOf({}).map((line) => line.replace(/^-/, "").split(" = ")[0]);
        assert.equal(new Set(keys).size, keys.length);
    });

    it("follow every setting", () => {
        const lines = sysctlOf({
            ptraceScope: 1,
            unprivilegedUserNamespaces: true,
            ioUring: "privileged",
            rebootOnOops: false,
            reversePath: "loose",
        });
        assert.ok(lines.includes("kernel.yama.ptrace_scope = 1"));
        assert.ok(lines.includes("-kernel.io_uring_disabled = 1"));
        assert.ok(lines.includes("net.ipv4.conf.*.rp_filter = 2"));
        assert.doesNotMatch(lines.join("\n"), /userns_clone|panic/);
    });
});

describe("kernel modules", () => {
    it("are refused, and USB storage as well", () => {
        const lines = modulesOf({});
        for (const name of ["dccp", "sctp", "rds", "tipc", "usb-storage", "firewire-ohci"]) {
            assert.ok(lines.includes(`install ${name} /bin/false`), name);
        }
    });

    it("are allowed again by name", () => {
        const lines = modulesOf({ allowedModules: ["sctp"], usbStorage: true });
        assert.doesNotMatch(lines.join("\n"), /sctp|usb-storage|uas/);
    });

    it("that are not on the list are an error, not a silent nothing", () => {
        assert.match(problemsOf(kernel, { allowedModules: ["scpt"] }).join(), /allowedModules\.0/);
    });

    it("that clouds and containers need are not refused", () => {
        assert.doesNotMatch(
            modulesOf({}).join("\n"),
            /install (squashfs|vfat|isofs|iso9660|overlay|virtio\w*|nvme\w*) /,
        );
    });
});

describe("mounts", () => {
    it("are units of lower rank than fstab, so that a file system of the host's own stays", () => {
        const units = Object.keys(planOf(kernel).files ?? {}).filter((path) => path.endsWith(".mount"));
        assert.deepEqual(
            units.sort(),
            ["home", "tmp", "var-log", "var-tmp"].map((name) => `/usr/local/lib/systemd/system/${name}.mount`),
        );
    });

    it("come with a place outside of /tmp where packages may run their questions", () => {
        const path = "/etc/apt/apt.conf.d/60hardened-host-tmp";
        assert.match(fileOf(planOf(kernel), path), /^APT::ExtractTemplates::TempDir "\/var\/cache\/apt";$/m);
        assert.equal(planOf(kernel, { mounts: { tmp: false } }).files?.[path], undefined);
    });

    it("can each be switched off, and leave nothing behind", () => {
        const none = {
            tmp: false,
            varTmp: false,
            dev: false,
            devShm: false,
            varLog: false,
            home: false,
            hideProcesses: false,
        };
        const plan = planOf(kernel, { mounts: none });
        assert.doesNotMatch(Object.keys(plan.files ?? {}).join("\n"), /\.mount$|remount-fs|logind/m);
        assert.deepEqual(plan.groups, []);
        const titles = kernel.checks(kernel.settings.parse({ mounts: none }), factsOf()).map(({ title }) => title);
        assert.doesNotMatch(titles.join("\n"), /mounted|processes of others/);
    });

    it("hide processes from accounts, but not from logind", () => {
        const plan = planOf(kernel);
        const dropIn = "/etc/systemd/system/systemd-remount-fs.service.d/60-hardened-host.conf";
        assert.match(
            fileOf(plan, dropIn),
            /remount,nosuid,nodev,noexec,hidepid=2,gid=\$\$\(getent group proc \| .*\) \/proc'$/m,
        );
        assert.deepEqual(plan.groups, ["proc"]);
        const logind = "/etc/systemd/system/systemd-logind.service.d/60-hardened-host-proc.conf";
        assert.match(fileOf(plan, logind), /^SupplementaryGroups=proc$/m);
    });
});
