import assert from "node:assert/strict";
import type { TlsWorld } from "./tls-world";

/** Makes the next renewal get a certificate, as one does that has grown old. */
export const makeDue = "rm -f /var/lib/hardened-host-acme/issued/request";

/** What the host's owner sees, from a moment on: the certificate that visitors are shown, and mails. */
export class Owner {
    private constructor(
        private readonly world: TlsWorld,
        private readonly wasShown: string,
        private readonly told: number,
    ) {}

    public static async of(world: TlsWorld): Promise<Owner> {
        const wasShown = await world.host.shown();
        assert.match(wasShown, /Pebble Intermediate/, await world.host.journal());
        return new Owner(world, wasShown, (await world.surroundings.mails()).length);
    }

    public async mails(): Promise<readonly string[]> {
        return (await this.world.surroundings.mails()).slice(this.told);
    }

    /** The certificate is still shown and whole. */
    public async seesTheOldCertificate(): Promise<void> {
        const { host } = this.world;
        assert.equal(await host.shown(), this.wasShown);
        await host.text("/usr/local/lib/hardened-host/check-key-pair /var/lib/hardened-host-tls/current ''");
        const folders =
            "ls -d /var/lib/hardened-host-tls/incoming /var/lib/hardened-host-acme/issue.* 2>/dev/null | wc -l";
        assert.equal(await host.text(folders), "1", "what was issued last, and nothing half-written");
    }

    /** The same, and the owner was told once. */
    public async isTold(unit: string, words: RegExp): Promise<void> {
        await this.world.host.settle();
        await this.seesTheOldCertificate();
        const mails = await this.mails();
        assert.equal(mails.length, 1, mails.join("\n---\n") || (await this.world.host.journal()));
        assert.match(mails[0] ?? "", new RegExp(`Subject: container: ${unit} failed`));
        assert.match(mails[0] ?? "", words);
    }

    /** Once it works again, that is told too, and another certificate is shown. */
    public async isToldOfRecovery(unit: string): Promise<void> {
        const { host } = this.world;
        assert.ok(await host.renew(), await host.journal());
        const [, mail = "", ...more] = await this.mails();
        assert.match(mail, new RegExp(`Subject: container: ${unit} works again`));
        assert.deepEqual(more, []);
        assert.notEqual(await host.shown(), this.wasShown);
    }
}
