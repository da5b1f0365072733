/** The same keys, with what `change` makes of each value. */
export function mapValues<Value, Result>(
    record: Readonly<Record<string, Value>>,
    change: (value: Value) => Result,
): Record<string, Result> {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
