import { meaningfulLines } from "../../../components/host/formats/comments";
import { filesBelow, without, type HostInputs } from "../host-inputs";
import { joined, say, type Sentence } from "../sentence";
import type { Direction, Finding } from "./finding";

/** Defaults of sudoers(5) by which root's rights get into fewer hands, when they are there. */
const protecting =
    /^Defaults\S*\s+(use_pty|logfile|log_\w+|secure_path|env_reset|requiretty|authenticate|passwd_tries|noexec|iolog_\w+)\b/;
/** And those by which they get into more. */
const exposing =
    /^Defaults\S*\s+(!\w+|setenv|env_keep|env_file|visiblepw|insults|closefrom_override|rootpw|runaspw|targetpw)\b/;

/** Who may become whom. */
export function compareSudo(before: HostInputs, after: HostInputs): Finding[] {
    const [old, next] = [rulesOf(before), rulesOf(after)];
    return [
        ...without(next, old).map((line) => describe(line, true)),
        ...without(old, next).map((line) => describe(line, false)),
    ];
}

function rulesOf(host: HostInputs): string[] {
    const files = [...filesBelow(host, "/etc/sudoers").values()];
    return files.flatMap(({ content }) => meaningfulLines(content.replaceAll(/\\\n/g, " ")));
}

function describe(line: string, isAdded: boolean): Finding {
    const direction = directionOfLine(line, isAdded);
    return { direction, area: "sudo", sentence: sentenceOf(line, isAdded) };
}

function directionOfLine(line: string, isAdded: boolean): Direction {
    if (line.startsWith("Defaults")) {
        if (protecting.test(line)) return isAdded ? "stronger" : "weaker";
        return exposing.test(line) ? (isAdded ? "weaker" : "stronger") : "neutral";
    }
    return isAdded ? "weaker" : "stronger";
}

function sentenceOf(line: string, isAdded: boolean): Sentence {
    const [, who, , runAs, tags = "", commands] =
        /^([^\s=]+)\s+([^\s=]+)\s*=\s*(?:\(([^)]*)\))?\s*((?:[A-Z_]+:\s*)*)(.*)$/.exec(line) ?? [];
    const isRule = who !== undefined && commands !== undefined && !line.startsWith("Defaults");
    if (!isRule) return isAdded ? say`the line ${line} is added` : say`the line ${line} is removed`;
    const free = tags.includes("NOPASSWD") ? say` without a password` : [];
    const may = isAdded ? say` may run ` : say` may no longer run `;
    return joined(say`${who}`, may, say`${commands} as ${runAs ?? "root"}`, free);
}
