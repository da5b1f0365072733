import type { SysctlValue } from "../../formats/sysctl";

/** What of {@link kernelSysctl} can be chosen. */
export interface KernelSysctlChoice {
    readonly ptraceScope: 1 | 2 | 3;
    readonly unprivilegedUserNamespaces: boolean;
    readonly ioUring: "off" | "privileged" | "on";
    readonly rebootOnOops: boolean;
}

/** ANSSI: "Recommendations for securing a GNU/Linux system" BP-028 v2.0. KSPP: kernsec.org recommended settings. */
export function kernelSysctl(choice: KernelSysctlChoice): SysctlValue[] {
    return [...informationLeaks, ...attackSurface(choice), ...memory, ...files, ...failure(choice)];
}

const informationLeaks: readonly SysctlValue[] = [
    { key: "kernel.kptr_restrict", value: 2, why: "Kernel addresses are hidden even from root: ANSSI R9, KSPP." },
    { key: "kernel.dmesg_restrict", value: 1, why: "The kernel's log, with its addresses, is root's: ANSSI R9, KSPP." },
    {
        key: "kernel.perf_event_paranoid",
        value: 3,
        why: "No performance events without privileges, a frequent source of kernel exploits. 3 is known to Debian's and Ubuntu's kernels; others treat it as 2: ANSSI R9, KSPP.",
    },
];

const privilegedInterfaces: readonly SysctlValue[] = [
    {
        key: "kernel.unprivileged_bpf_disabled",
        value: 1,
        why: "BPF programs are root's, locked until reboot: ANSSI R9, KSPP.",
    },
    {
        key: "net.core.bpf_jit_harden",
        value: 2,
        why: "Constants in translated BPF programs are blinded, against JIT spraying: ANSSI R12, KSPP.",
    },
    {
        key: "kernel.kexec_load_disabled",
        value: 1,
        why: "Root cannot swap the running kernel for another, locked until reboot: KSPP.",
    },
    { key: "kernel.sysrq", value: 0, why: "No magic keys on the console: ANSSI R9." },
    {
        key: "dev.tty.ldisc_autoload",
        value: 0,
        why: "Rare terminal disciplines load for root only: CVE-2017-2636 and kin; KSPP.",
    },
    {
        key: "dev.tty.legacy_tiocsti",
        value: 0,
        optional: true,
        why: "A program cannot type into its terminal to escape from su or a container: KSPP. From Linux 6.2.",
    },
];

function attackSurface(choice: KernelSysctlChoice): SysctlValue[] {
    return [
        ...privilegedInterfaces,
        {
            key: "kernel.yama.ptrace_scope",
            value: choice.ptraceScope,
            why: "Who may attach a debugger: 1 a parent, 2 root, 3 nobody until reboot. Keeps one stolen process from reading the keys of another: ANSSI R11, CIS 1.5.2.",
        },
        ...(choice.unprivilegedUserNamespaces ? [] : [noUserNamespaces]),
        {
            key: "kernel.io_uring_disabled",
            value: { off: 2, privileged: 1, on: 0 }[choice.ioUring],
            optional: true,
            why: "io_uring was behind 60 percent of the kernel exploits paid by Google's kCTF in 2022, and passes by seccomp. Programs fall back to epoll. From Linux 6.6: setting ioUring.",
        },
    ];
}

/** In Debian's and Ubuntu's kernels; others have no such switch. */
const noUserNamespaces: SysctlValue = {
    key: "kernel.unprivileged_userns_clone",
    value: 0,
    optional: true,
    why: "User namespaces give any account a root of its own to reach kernel code from; most local exploits of recent years began there. Rootless containers and browsers need them: setting unprivilegedUserNamespaces.",
};

const memory: readonly SysctlValue[] = [
    {
        key: "kernel.randomize_va_space",
        value: 2,
        why: "Addresses are random, the heap's as well: ANSSI R9, CIS 1.5.1.",
    },
    { key: "vm.mmap_min_addr", value: 65536, why: "Nothing is mapped where a null pointer leads: ANSSI R9, KSPP." },
    {
        key: "vm.mmap_rnd_bits",
        value: 32,
        optional: true,
        why: "The most address bits that x86-64 and arm64 can make random: KSPP.",
    },
    { key: "vm.mmap_rnd_compat_bits", value: 16, optional: true, why: "The same for 32-bit programs: KSPP." },
    {
        key: "vm.unprivileged_userfaultfd",
        value: 0,
        optional: true,
        why: "Handling one's own page faults widens kernel races into exploits: KSPP.",
    },
];

const files: readonly SysctlValue[] = [
    { key: "fs.protected_hardlinks", value: 1, why: "No hard links to files one cannot write: ANSSI R14, KSPP." },
    {
        key: "fs.protected_symlinks",
        value: 1,
        why: "Links in sticky folders are followed by their owner only: ANSSI R14, KSPP.",
    },
    {
        key: "fs.protected_fifos",
        value: 2,
        why: "Another's pipe in a sticky folder is not opened by mistake: ANSSI R14, KSPP.",
    },
    { key: "fs.protected_regular", value: 2, why: "The same for plain files: ANSSI R14, KSPP." },
    {
        key: "fs.suid_dumpable",
        value: 0,
        why: "Programs that changed their user never dump memory: ANSSI R14, CIS 1.5.3.",
    },
    {
        key: "kernel.core_pattern",
        value: "|/bin/false",
        why: "A core dump holds keys and passwords in the clear: it goes nowhere. Covers processes whose limit says otherwise: CIS 1.5.3.",
    },
    {
        key: "kernel.core_uses_pid",
        value: 1,
        why: "Should a dump ever be written, it does not overwrite another: lynis KRNL-6000.",
    },
];

function failure({ rebootOnOops }: KernelSysctlChoice): SysctlValue[] {
    if (!rebootOnOops) return [];
    return [
        {
            key: "kernel.panic_on_oops",
            value: 1,
            why: "A kernel that met a bug of its own may be half taken over: it stops. ANSSI R9, KSPP.",
        },
        {
            key: "kernel.panic",
            value: 10,
            why: "And starts anew 10 seconds later, since nobody stands beside a cloud machine.",
        },
    ];
}
