import { skipWithoutContainers } from "../../containers/container";
import { SourceWorld } from "./source-world";

/** Makes a world before the tests of the suite around it, and removes it after them. */
export function inSourceWorld(prepare: (world: SourceWorld) => Promise<void>): void {
    let made: SourceWorld | undefined;
    before(async function () {
        await skipWithoutContainers(this);
        made = await SourceWorld.create();
        await prepare(made);
    });
    after(() => made?.remove());
}
