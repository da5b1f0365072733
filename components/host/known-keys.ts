import { z } from "zod";

/** Keys of the map that a schema describes at a path. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
    const found = path.reduce<z.core.$ZodType | undefined>((at, part) => at && memberOf(bare(at), part), schema);
    return found === undefined ? [] : keysOf(bare(found));
}

/** Of a choice between maps, the keys of all of them. */
function keysOf(schema: z.core.$ZodType): readonly string[] {
    if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
    if (!(schema instanceof z.ZodUnion)) return [];
    return [...new Set(schema.def.options.flatMap((option) => keysOf(bare(option))))];
}

/** The schema behind defaults, optional marks and transformations. */
function bare(schema: z.core.$ZodType): z.core.$ZodType {
    if (schema instanceof z.ZodPipe) return bare(schema.def.in);
    if (
        schema instanceof z.ZodOptional ||
        schema instanceof z.ZodDefault ||
        schema instanceof z.ZodPrefault ||
        schema instanceof z.ZodReadonly ||
        schema instanceof z.ZodNullable
    ) {
        return bare(schema.def.innerType);
    }
    return schema;
}

function memberOf(schema: z.core.$ZodType, part: PropertyKey): z.core.$ZodType | undefined {
    // zod types the members of an object of unknown shape as `any`.
    if (schema instanceof z.ZodObject) return schema.shape[String(part)] as z.core.$ZodType | undefined;
    if (schema instanceof z.ZodRecord) return schema.valueType;
    return schema instanceof z.ZodArray ? schema.element : undefined;
}
