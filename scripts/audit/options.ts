import { UserError } from "../bootstrap/user-error";
import { examinerIds } from "./examinations/index";
import { defaultProfiles } from "./examinations/openscap";

export interface AuditOptions {
    readonly stack: string;
    /** Only this one. */
    readonly host?: string;
    /** Profiles of OpenSCAP's content, by short name. */
    readonly profiles: readonly string[];
    /** Ids of examinations; empty for all. */
    readonly only: readonly string[];
    /** Folder for the reports and their history. */
    readonly output?: string;
}

const usage = `Run: npm run audit -- <stack> [host] [--profile ID]... [--only ${examinerIds.join("|")}]... [--output FOLDER]`;

/** @throws UserError for an argument that is none of ours. */
export function readAuditOptions([stack = "", ...rest]: readonly string[]): AuditOptions {
    const [host, ...given] = rest[0]?.startsWith("-") === false ? rest : [undefined, ...rest];
    const values: Record<"--profile" | "--only" | "--output", string[]> = {
        "--profile": [],
        "--only": [],
        "--output": [],
    };
    for (let index = 0; index < given.length; index += 2) {
        const [name = "", value] = given.slice(index, index + 2);
        if (!isOption(name, values)) throw new UserError(`audit: "${name}" is not known. ${usage}`);
        if (value === undefined) throw new UserError(`audit: ${name} has no value. ${usage}`);
        values[name].push(value);
    }
    const stranger = values["--only"].find((id) => !examinerIds.includes(id));
    if (stranger !== undefined) throw new UserError(`audit: there is no examination "${stranger}". ${usage}`);
    const odd = values["--profile"].find((id) => !/^[a-z0-9_]+$/.test(id));
    if (odd !== undefined)
        throw new UserError(`audit: "${odd}" cannot be a profile; a name like cis_level1_server is. ${usage}`);
    const output = values["--output"].at(-1);
    return {
        stack,
        ...(host === undefined ? {} : { host }),
        profiles: values["--profile"].length === 0 ? defaultProfiles : values["--profile"],
        only: values["--only"],
        ...(output === undefined ? {} : { output }),
    };
}

function isOption<Name extends string>(text: string, known: Readonly<Record<Name, unknown>>): text is Name {
    return Object.hasOwn(known, text);
}
