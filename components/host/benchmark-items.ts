/** The public benchmarks whose items this project names, with their editions: numbers differ between editions. */
export const benchmarks = {
    BP28: "ANSSI-BP-028, Configuration recommendations of a GNU/Linux system, version 2.0",
    CIS13: "CIS Debian Linux 13 Benchmark, version 1.0.0",
} as const;

/** An item of a benchmark, for example `CIS13 5.1.21` or `BP28 R33`. */
export type BenchmarkItem = `CIS13 ${string}` | `BP28 R${number}`;
