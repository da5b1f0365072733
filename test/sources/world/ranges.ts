/** Narrow ranges that are not next to each other, in networks that the tests do not use. */
export const manyRanges = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => `${80 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}.0/25`);
