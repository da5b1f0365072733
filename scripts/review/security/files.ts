import { meaningfulLines } from "../../../components/host/formats/comments";
import { contentOf, filesBelow, without, type HostInputs } from "../host-inputs";
import { joined, listed, say } from "../sentence";
import { directionOf, type Area, type Direction, type Finding } from "./finding";

/** Who may read, write and run the files of the plan. */
export function compareFileModes(before: HostInputs, after: HostInputs): Finding[] {
    return Object.entries(after.files).flatMap(([path, next]): Finding[] => {
        const old = before.files[path];
        const special = (parseInt(next.mode, 8) & 0o6002) !== 0;
        if (old === undefined) {
            const sentence = say`${path} is added with the mode ${next.mode}: setuid, setgid or writable by everybody`;
            return special ? [finding("weaker", "file permissions", sentence)] : [];
        }
        const owners = [old, next].map(({ owner, group }) => `${owner}:${group}`);
        const [was = "", is = ""] = owners;
        const bits = [old, next].map(({ mode }) => parseInt(mode, 8));
        const [had = 0, has = 0] = bits;
        const gained = has & ~had;
        const mode = say`${path} has the mode ${next.mode} instead of ${old.mode}`;
        return [
            ...(had === has ? [] : [finding(gained === 0 ? "stronger" : "weaker", "file permissions", mode)]),
            ...(was === is ? [] : [ownership(path, was, is)]),
        ];
    });
}

function ownership(path: string, was: string, is: string): Finding {
    const rank = (owner: string) => (owner === "root:root" ? 2 : owner.startsWith("root:") ? 1 : 0);
    return finding(
        directionOf(rank(was), rank(is)),
        "file permissions",
        say`${path} belongs to ${is} instead of ${was}`,
    );
}

/** The policies of the firewall's chains. */
export function compareFirewall(before: HostInputs, after: HostInputs): Finding[] {
    const policies = (host: HostInputs) =>
        contentOf(host, "/etc/nftables.conf").match(/hook \w+ priority \w+; policy \w+/g) ?? [];
    const [old, next] = [policies(before), policies(after)];
    return [
        ...without(old, next).map((policy) => policyChange(policy, false)),
        ...without(next, old).map((policy) => policyChange(policy, true)),
    ];
}

function policyChange(policy: string, isAdded: boolean): Finding {
    const drops = policy.endsWith("drop");
    const how = isAdded ? say`the firewall has ${policy}` : say`the firewall no longer has ${policy}`;
    return finding(drops === isAdded ? "stronger" : "weaker", "firewall", how);
}

/** What is written down of what happens. */
export function compareLogging(before: HostInputs, after: HostInputs): Finding[] {
    const rules = (host: HostInputs) =>
        [...filesBelow(host, "/etc/audit/rules.d/").values()].flatMap(({ content }) => meaningfulLines(content));
    const journal = (host: HostInputs) =>
        [...filesBelow(host, "/etc/systemd/journald.conf.d/").values()].flatMap(({ content }) =>
            meaningfulLines(content),
        );
    const [old, next] = [rules(before), rules(after)];
    return [
        ...grouped(without(old, next), "weaker", "audit rules are gone"),
        ...grouped(without(next, old), "stronger", "audit rules are added"),
        ...grouped(without(journal(after), journal(before)), "neutral", "the journal is kept differently"),
    ];
}

function grouped(lines: readonly string[], direction: Direction, words: string): Finding[] {
    return lines.length === 0 ? [] : [finding(direction, "logging", joined([`${words}: `], listed(lines, 4)))];
}

/** Protocol versions of TLS by strength (RFC 8996). */
const tlsVersions = ["sslv2", "sslv3", "tlsv1", "tlsv1.1", "tlsv1.2", "tlsv1.3"];

const insistence = {
    on: say`browsers are told to insist on TLS`,
    off: say`browsers are no longer told to insist on TLS`,
};

/** Which TLS a web server speaks, and whether browsers are told to insist on it. nginx's own names. */
export function compareEncryption(before: HostInputs, after: HostInputs): Finding[] {
    const [old, next] = [before, after].map((host) =>
        [...filesBelow(host, "/etc/nginx/").values()].map(({ content }) => content).join("\n"),
    );
    // Where there was no web server, or is none any more, nobody is met with less than before.
    if (old === undefined || next === undefined || old === "" || next === "" || old === next) return [];
    const weakest = (text: string) => {
        const names = meaningfulLines(text).flatMap(
            (line) => /^ssl_protocols\s+(.*);$/.exec(line)?.[1]?.split(/\s+/) ?? [],
        );
        return Math.min(...names.map((name) => tlsVersions.indexOf(name.toLowerCase())));
    };
    const [was, is] = [weakest(old), weakest(next)];
    const version = (index: number) => tlsVersions[index] ?? "the server's default";
    const strict = (text: string) => (/^\s*add_header\s+Strict-Transport-Security/im.test(text) ? 1 : 0);
    const insists = directionOf(strict(old), strict(next));
    return [
        ...(was === is
            ? []
            : [
                  finding(
                      directionOf(was, is),
                      "encryption",
                      say`TLS from ${version(is)} on is accepted, instead of ${version(was)}`,
                  ),
              ]),
        ...(insists === "neutral"
            ? []
            : [finding(insists, "encryption", insists === "weaker" ? insistence.off : insistence.on)]),
    ];
}

function finding(direction: Direction, area: Area, sentence: Finding["sentence"]): Finding {
    return { direction, area, sentence };
}
