import { hostname, userInfo } from "node:os";

/** Where a change comes from, as the host records it. */
export interface Origin {
    /** Who makes the change, `account@computer`: shown to anyone who finds it waiting. */
    readonly holder: string;
    /** Stack that it comes from: `project/stack`. */
    readonly stack: string;
}

/** @param urn of the resource: `urn:pulumi:STACK::PROJECT::TYPE::NAME`. */
export function originOf(urn: string): Origin {
    const [stack = "", project = ""] = urn.replace(/^urn:pulumi:/, "").split("::");
    return { holder: plain(`${userInfo().username}@${hostname()}`), stack: plain(`${project}/${stack}`) };
}

function plain(text: string): string {
    return text.replace(/[^A-Za-z0-9@._/-]/g, "_");
}

/** Files of a payload by which the host learns of it. */
export function originFiles({ holder, stack }: Origin): [string, string][] {
    return [
        ["holder", `${holder}\n`],
        ["stack", `${stack}\n`],
    ];
}
