/** Numbers that look random and are the same again for the same seed (mulberry32). */
export class Random {
    public constructor(private state: number) {}

    /** Evenly from 0 up to, but not including, 1. */
    public fraction(): number {
        this.state = (this.state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    }

    /** A whole number from `from` to `to`, both included. */
    public integer(from: number, to: number): number {
        return from + Math.floor(this.fraction() * (to - from + 1));
    }

    public pick<Item>(items: readonly Item[]): Item {
        const item = items[this.integer(0, items.length - 1)];
        if (item === undefined) throw new Error("nothing to pick from");
        return item;
    }

    public chance(probability: number): boolean {
        return this.fraction() < probability;
    }

    public text(length: number): string {
        return Array.from({ length }, () => this.integer(0, 35).toString(36)).join("");
    }
}
