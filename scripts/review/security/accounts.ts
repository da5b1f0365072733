import { createHash } from "node:crypto";
import { meaningfulLines } from "../../../components/host/formats/comments";
import { filesBelow, without, type HostInputs } from "../host-inputs";
import { joined, listed, say, type Sentence } from "../sentence";
import type { Direction, Finding } from "./finding";

/** Groups whose members can become root or read what only root should, on Debian: wiki.debian.org/SystemGroups. */
const powerfulGroups = [
    "adm",
    "disk",
    "docker",
    "incus-admin",
    "kvm",
    "libvirt",
    "lxd",
    "root",
    "shadow",
    "ssh-login",
].concat(["staff", "sudo", "systemd-journal", "wheel"]);
const authoritiesFile = "/etc/ssh/trusted_user_ca_keys";

/** Who is on the host, in which groups, and with which keys. */
export function compareAccounts(before: HostInputs, after: HostInputs): Finding[] {
    return [...compareUsers(before, after), ...compareKeys(before, after), ...compareAuthorities(before, after)];
}

function compareUsers(before: HostInputs, after: HostInputs): Finding[] {
    const names = [...new Set([...Object.keys(before.users), ...Object.keys(after.users)])];
    return names.flatMap((name): Finding[] => {
        const [old, next] = [before.users[name], after.users[name]];
        if (next === undefined) return [finding("stronger", say`the account ${name} is no longer managed`)];
        if (old === undefined) return [newUser(name, next)];
        const [gained, lost] = [without(next.groups, old.groups), without(old.groups, next.groups)];
        return [
            ...membership(name, gained, say` joins `, "weaker"),
            ...membership(name, lost, say` leaves `, "stronger"),
            ...changedShell(name, old.shell, next.shell),
        ];
    });
}

function newUser(name: string, { shell, groups }: HostInputs["users"][string]): Finding {
    const powers = groups.filter((group) => powerfulGroups.includes(group));
    const member = groups.length === 0 ? [] : joined(say` in `, listed(groups));
    if (!canLogIn(shell) && powers.length === 0) {
        return finding("neutral", joined(say`the service account ${name} is added, without a login`, member));
    }
    return finding("weaker", joined(say`the account ${name} is added with the shell ${shell}`, member));
}

function membership(name: string, groups: readonly string[], verb: Sentence, direction: Direction): Finding[] {
    const powers = groups.filter((group) => powerfulGroups.includes(group));
    const others = groups.filter((group) => !powerfulGroups.includes(group));
    const sentence = (which: readonly string[]) => joined(say`the account ${name}`, verb, listed(which));
    return [
        ...(powers.length === 0 ? [] : [finding(direction, sentence(powers))]),
        ...(others.length === 0 ? [] : [finding("neutral", sentence(others))]),
    ];
}

function changedShell(name: string, old: string, next: string): Finding[] {
    if (old === next) return [];
    const [could, can] = [canLogIn(old), canLogIn(next)];
    const direction = could === can ? "neutral" : can ? "weaker" : "stronger";
    return [finding(direction, say`the shell of ${name} becomes ${next} instead of ${old}`)];
}

function canLogIn(shell: string): boolean {
    return !/(^|\/)(nologin|false|sync)$/.test(shell);
}

function compareKeys(before: HostInputs, after: HostInputs): Finding[] {
    const folder = "/etc/ssh/authorized_keys.d/";
    const [old, next] = [filesBelow(before, folder), filesBelow(after, folder)];
    const names = [...new Set([...old.keys(), ...next.keys()])];
    return names.flatMap((name) => {
        const [had, has] = [old, next].map((files) => meaningfulLines(files.get(name)?.content ?? ""));
        const added = without(has ?? [], had ?? []).map((key) =>
            finding("weaker", joined(say`${name} can log in with `, describeKey(key))),
        );
        const removed = without(had ?? [], has ?? []).map((key) =>
            finding("stronger", joined(say`${name} can no longer log in with `, describeKey(key))),
        );
        return [...added, ...removed];
    });
}

function compareAuthorities(before: HostInputs, after: HostInputs): Finding[] {
    const [had, has] = [before, after].map((host) => meaningfulLines(host.files[authoritiesFile]?.content ?? ""));
    const trusted = without(has ?? [], had ?? []).map((key) =>
        finding("weaker", joined(say`login certificates are believed that are signed by `, describeKey(key))),
    );
    const dropped = without(had ?? [], has ?? []).map((key) =>
        finding(
            "stronger",
            joined(say`login certificates are no longer believed that are signed by `, describeKey(key)),
        ),
    );
    return [...trusted, ...dropped];
}

/** Type, SHA256 fingerprint as `ssh-keygen -l` prints it, and comment. */
function describeKey(line: string): Sentence {
    const [, options = "", type = "", blob = "", comment = ""] =
        /^(.*?)\s*\b((?:sk-)?(?:ssh|ecdsa)-\S+)\s+([A-Za-z0-9+/=]+)\s*(.*)$/.exec(line) ?? [];
    if (blob === "") return say`the line ${line}`;
    const digest = createHash("sha256").update(Buffer.from(blob, "base64")).digest("base64").replace(/=+$/, "");
    const limits = options === "" ? [] : say`, limited by ${options}`;
    return joined(say`the key ${`${type} SHA256:${digest}`}`, comment === "" ? [] : say` of ${comment}`, limits);
}

function finding(direction: Direction, sentence: Sentence): Finding {
    return { direction, area: "accounts", sentence };
}
