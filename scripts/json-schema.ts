import { z } from "zod";

/** The part of a JSON schema that a description of settings needs. */
export const jsonSchema = z.object({
    type: z.string().optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    get properties() {
        return z.record(z.string(), jsonSchema).optional();
    },
    get items() {
        return jsonSchema.optional();
    },
    /** The first of a list, where they are of kinds of their own; the others are `items`. */
    get prefixItems() {
        return z.array(jsonSchema).optional();
    },
    get additionalProperties() {
        return z.union([z.boolean(), jsonSchema]).optional();
    },
    get anyOf() {
        return z.array(jsonSchema).optional();
    },
    /** Of settings of several kinds, told apart by one member. */
    get oneOf() {
        return z.array(jsonSchema).optional();
    },
    required: z.array(z.string()).optional(),
});

export type JsonSchema = z.output<typeof jsonSchema>;

/** What a schema takes, as data. */
export function readSchema(schema: z.ZodType): JsonSchema {
    return jsonSchema.parse(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
}

/** The word that tells one kind of settings from the others of a `oneOf`. */
export function nameOfKind({ properties = {} }: JsonSchema): string {
    const words = Object.values(properties).map((member) => member.const);
    return String(words.find((word) => typeof word === "string"));
}
