import { z } from "zod";
import type { Registration } from "../../components/registrations";

/** Inputs of a resource are untyped where the mocks see them; each test says what it expects there. */
export const text = z.string();
export const texts = z.array(z.string());
export const number = z.number();
export const map = z.record(z.string(), z.unknown());
export const maps = z.array(map);

/** Value at a path such as `rootBlockDevice.encrypted`. */
export function at(value: unknown, path: string): unknown {
    return path.split(".").reduce<unknown>((inner, key) => map.safeParse(inner).data?.[key], value);
}

/** Changes a resource as it was asked for: what a cloud with a flaw would have asked for. */
export function alter(resource: Registration | undefined, change: Partial<Registration>): void {
    if (resource === undefined) throw new Error("there is nothing to alter");
    Object.assign(resource, change);
}

/** Changes one input; `undefined` takes it out. */
export function alterInput(resource: Registration | undefined, path: string, value: unknown): void {
    const { inputs } = resource ?? {};
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    const holder = keys.length === 0 ? inputs : at(inputs, keys.join("."));
    if (typeof holder !== "object" || holder === null) throw new Error(`there is no ${path} to alter`);
    if (value === undefined) Reflect.deleteProperty(holder, last);
    else Reflect.set(holder, last, value);
}

/** `8000-9000` or `22`. */
export function portsOf(range: unknown): { from: number; to: number } {
    const [from = "", to = from] = text.parse(range).split("-");
    return { from: Number(from), to: Number(to) };
}
