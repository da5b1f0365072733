import { meaningfulLines } from "../../../components/host/formats/comments";
import { contentOf, filesBelow, without, type HostInputs } from "../host-inputs";
import { say } from "../sentence";
import { directionOf, type Direction, type Finding } from "./finding";

/** Parameters of which more is safer, and those of which less is: sysctl.d, kernel.org admin-guide/sysctl, ANSSI R9 to R14. */
const higherIsSafer =
    /^(kernel\.(kptr_restrict|dmesg_restrict|perf_event_paranoid|unprivileged_bpf_disabled|kexec_load_disabled|modules_disabled|randomize_va_space|io_uring_disabled|panic_on_oops|yama\.ptrace_scope)|net\.core\.bpf_jit_harden|vm\.mmap_(min_addr|rnd_bits|rnd_compat_bits)|fs\.protected_\w+|net\.ipv[46]\.conf\.[^.]+\.log_martians|net\.ipv4\.(icmp_echo_ignore_broadcasts|icmp_ignore_bogus_error_responses|tcp_syncookies|tcp_rfc1337))$/;
const lowerIsSafer =
    /^(kernel\.(sysrq|unprivileged_userns_clone|core_uses_pid)|dev\.tty\.ldisc_autoload|fs\.suid_dumpable|user\.max_user_namespaces|vm\.unprivileged_userfaultfd|net\.ipv[46]\.(ip_forward|conf\.[^.]+\.(accept_redirects|secure_redirects|send_redirects|accept_source_route|route_localnet|forwarding|proxy_arp|accept_ra)))$/;

/** Reverse path filter: 1 is strict, 2 loose, 0 none (RFC 3704). */
const reversePath: Readonly<Record<string, number>> = { "0": 0, "2": 1, "1": 2 };

/** Kernel parameters, modules that may not load, and how file systems are mounted. */
export function compareKernel(before: HostInputs, after: HostInputs): Finding[] {
    return [...compareParameters(before, after), ...compareModules(before, after), ...compareMounts(before, after)];
}

function compareParameters(before: HostInputs, after: HostInputs): Finding[] {
    const [old, next] = [parametersOf(before), parametersOf(after)];
    const names = [...new Set([...old.keys(), ...next.keys()])].filter((name) => old.get(name) !== next.get(name));
    return names.flatMap((name) => {
        const [was, is] = [old.get(name), next.get(name)];
        const rate = ratingOf(name);
        const sentence = say`${name} becomes ${is ?? "unset"} instead of ${was ?? "unset"}`;
        if (rate === undefined) return [finding("neutral", sentence)];
        if (was === undefined || is === undefined) return [finding(is === undefined ? "weaker" : "stronger", sentence)];
        return [finding(directionOf(rate(was), rate(is)), sentence)];
    });
}

function ratingOf(name: string): ((value: string) => number) | undefined {
    if (name.endsWith(".rp_filter")) return (value) => reversePath[value] ?? 0;
    if (higherIsSafer.test(name)) return Number;
    return lowerIsSafer.test(name) ? (value) => -Number(value) : undefined;
}

function parametersOf(host: HostInputs): Map<string, string> {
    const files = [...filesBelow(host, "/etc/sysctl.d/")].sort(([a], [b]) => (a < b ? -1 : 1));
    const lines = files.flatMap(([, { content }]) => meaningfulLines(content));
    return new Map(
        lines.flatMap((line): [string, string][] => {
            const [, name = "", value = ""] = /^-?([^=\s]+)\s*=\s*(.*)$/.exec(line) ?? [];
            return name === "" ? [] : [[name, value]];
        }),
    );
}

function compareModules(before: HostInputs, after: HostInputs): Finding[] {
    const blocked = (host: HostInputs) =>
        [...filesBelow(host, "/etc/modprobe.d/").values()]
            .flatMap(({ content }) => meaningfulLines(content))
            .flatMap((line) => /^install\s+(\S+)\s+\/(?:usr\/)?bin\/(?:false|true)$/.exec(line)?.[1] ?? []);
    const [old, next] = [blocked(before), blocked(after)];
    return [
        ...without(old, next).map((name) => finding("weaker", say`the kernel module ${name} may be loaded`)),
        ...without(next, old).map((name) =>
            finding("stronger", say`the kernel module ${name} can no longer be loaded`),
        ),
    ];
}

const protectingOptions = ["nodev", "nosuid", "noexec", "ro"];

function compareMounts(before: HostInputs, after: HostInputs): Finding[] {
    const paths = Object.keys(before.files).filter((path) => path.endsWith(".mount"));
    return paths.flatMap((path) => {
        const [old, next] = [before, after].map((host) => mountOptions(contentOf(host, path)));
        if (contentOf(after, path) === "") return [finding("weaker", say`${path}: this mount is no longer managed`)];
        return [
            ...without(old ?? [], next ?? []).map((option) => finding("weaker", say`${path} loses ${option}`)),
            ...without(next ?? [], old ?? []).map((option) => finding("stronger", say`${path} gains ${option}`)),
        ];
    });
}

function mountOptions(text: string): string[] {
    const options = meaningfulLines(text).flatMap((line) => /^Options=(.*)$/.exec(line)?.[1]?.split(",") ?? []);
    return options.filter((option) => protectingOptions.includes(option));
}

function finding(direction: Direction, sentence: Finding["sentence"]): Finding {
    return { direction, area: "kernel", sentence };
}
