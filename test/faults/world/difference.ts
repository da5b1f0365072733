/** What one fingerprint of a host has and the other has not; empty when they are equal. */
export function difference(one: string, other: string): string {
    const [first, second] = [new Set(one.split("\n")), new Set(other.split("\n"))];
    const gone = [...first].filter((line) => !second.has(line)).map((line) => `- ${line}`);
    const come = [...second].filter((line) => !first.has(line)).map((line) => `+ ${line}`);
    return [...gone, ...come].slice(0, 40).join("\n");
}
