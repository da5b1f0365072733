import type { Opening } from "../../../components/host/plan";
import { readListener, unexpectedListeners } from "../../../provider/host-configuration/in-force/listeners";
import { runLocally } from "../local-program";
import type { Examiner } from "../examiner";
import type { Finding } from "../finding";
import type { HostUnderAudit } from "../host-under-audit";

/** All TCP ports by connecting to them, which needs no rights here; the most that a firewall lets pass unharmed. */
const scan = ["-sT", "-Pn", "-n", "-p-", "--min-rate", "2000", "--max-retries", "1", "-oG", "-"];
const covers = ["CIS13 2.1.23", "BP28 R80"];

/** The ports that are declared, those that listen, and those that answer: all three must agree. */
export const ports: Examiner = {
    id: "ports",
    title: "Open ports, inside and outside",
    examine: async (host) => {
        const listeners = (await host.shell.text("ss -H -lntup"))
            .split("\n")
            .flatMap((line) => readListener(line) ?? []);
        const strangers = unexpectedListeners(
            listeners,
            host.openings.map((opening) => ({ ...opening, sources: [...opening.sources] })),
        );
        const inside = strangers.map((one) =>
            finding(`listens: ${one}`, "Listens for others, and is not declared", one),
        );
        const hidden = whyHidden(host);
        const seen = hidden === undefined ? await portsFromOutside(host.address) : undefined;
        const outside = seen === undefined ? [] : comparePorts(seen, host);
        return {
            tool: seen === undefined ? "ss" : "ss and nmap",
            remarks: hidden === undefined ? [] : [`Not looked at from outside: ${hidden}.`],
            figures: [
                {
                    name: "Ports open to the outside",
                    value: seen?.length ?? listeners.length,
                    unit: "",
                    better: "lower",
                },
            ],
            findings: [...inside, ...outside, ...(inside.length === 0 ? [allDeclared] : [])],
        };
    },
};

const allDeclared: Finding = {
    rule: "listens",
    title: "Whatever listens for others is declared",
    passed: true,
    severity: "high",
    detail: "",
    covers,
};

function finding(rule: string, title: string, detail: string, passed = false): Finding {
    return { rule, title, passed, severity: "high", detail, covers };
}

/** Why a look at its ports from here would say nothing of the host; undefined where it does. */
function whyHidden({ address, isBehindJump }: HostUnderAudit): string | undefined {
    if (isBehindJump) return "the host is reached through another one";
    return address.startsWith("127.")
        ? "its address is this computer's own, and so may be what answers there"
        : undefined;
}

async function portsFromOutside(address: string): Promise<readonly number[]> {
    const family = address.includes(":") ? ["-6"] : [];
    return readOpenPorts(await runLocally("nmap", [...scan, ...family, address], 1200));
}

/** @param text what `nmap -oG -` prints. */
export function readOpenPorts(text: string): readonly number[] {
    return [...text.matchAll(/\b(\d+)\/open\/tcp\//g)].map(([, port]) => Number(port));
}

/** A finding for each port that answers, and whether it may. */
export function comparePorts(
    seen: readonly number[],
    { openings, sshPort }: Pick<HostUnderAudit, "openings" | "sshPort">,
): Finding[] {
    const isDeclared = (port: number) => port === sshPort || openings.some((opening) => covered(opening, port));
    return seen.map((port) =>
        finding(
            `answers: tcp ${port}`,
            isDeclared(port)
                ? `TCP port ${port} answers, as declared`
                : `TCP port ${port} answers, and is not declared`,
            "",
            isDeclared(port),
        ),
    );
}

function covered({ protocol, port, portEnd = port }: Opening, seen: number): boolean {
    return protocol === "tcp" && seen >= port && seen <= portEnd;
}
