import assert from "node:assert/strict";
import { skipWithoutContainers } from "./container";

interface Removable {
    remove(): Promise<void>;
}

/** Hands a part over to be removed after the tests, the last one first. */
export type Keep = <Part extends Removable>(part: Part) => Part;

/**
 * Made before the tests of the suite that calls this; where there can be no containers, the suite is skipped. What was
 * kept is removed after the tests, also where not all could be made: what runs on would keep the tests from ending.
 *
 * @returns gives it, once a test runs.
 */
export function madeForSuite<Made>(make: (keep: Keep) => Promise<Made>): () => Made {
    const kept: Removable[] = [];
    let made: Made | undefined;
    before(async function () {
        await skipWithoutContainers(this);
        made = await make((part) => {
            kept.push(part);
            return part;
        });
    });
    after(async () => {
        for (const part of kept.toReversed()) await part.remove();
    });
    return () => {
        assert.ok(made !== undefined, "a test asks for what its suite could not make");
        return made;
    };
}
