import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

const entrySchema = z.strictObject({ hostKey: z.string(), port: z.number(), user: z.string() });

/** How a host is reached once a change that is under way holds. */
export type JournalEntry = z.output<typeof entrySchema>;

/**
 * Notes, on this computer, the host key and the access that a first delivery is about to confirm. Should this process
 * be killed between the confirmation and the engine's saving of the state, the next run still knows the key that the
 * host made for itself. Public data only.
 */
export class DeliveryJournal {
    private readonly path: string;

    /** @param firstHostKey public key that the host had at first boot: it names the host. */
    public constructor(firstHostKey: string) {
        const state = process.env["XDG_STATE_HOME"] ?? join(homedir(), ".local", "state");
        const name = createHash("sha256").update(firstHostKey).digest("hex").slice(0, 32);
        this.path = join(state, "hardened-host", "deliveries", `${name}.json`);
    }

    public async read(): Promise<JournalEntry | undefined> {
        try {
            return entrySchema.parse(JSON.parse(await readFile(this.path, "utf8")));
        } catch (error) {
            if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
            throw error;
        }
    }

    public async write(entry: JournalEntry): Promise<void> {
        await mkdir(join(this.path, ".."), { recursive: true, mode: 0o700 });
        await writeFile(`${this.path}.new`, JSON.stringify(entry), { mode: 0o600 });
        await rename(`${this.path}.new`, this.path);
    }

    public async clear(): Promise<void> {
        await rm(this.path, { force: true });
    }
}
