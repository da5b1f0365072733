import { setTimeout as sleep } from "node:timers/promises";
import type { FaultyHost } from "../../faults/world/faulty-host";

/** Password of every mailbox, unless a test says otherwise. */
export const password = "correct horse battery staple";

/** A mail server, and a user's mail program on it. */
export class MailHost {
    public constructor(
        public readonly domain: string,
        public readonly host: FaultyHost,
    ) {}

    /** Output of a script that must succeed, run as root. */
    public text(script: string): Promise<string> {
        return this.host.machine.text(script);
    }

    /** Sends as the mailbox `login`. @param more sender, recipient, subject, and what the client takes after them. */
    public send(login: string, more: string, secret = password): Promise<string> {
        return this.client(`send mail.${this.domain} ${login}@${this.domain} '${secret}' ${more}`);
    }

    /** All messages in a folder of a mailbox, one after the other. */
    public read(user: string, folder = "INBOX", secret = password): Promise<string> {
        return this.client(`read mail.${this.domain} ${user}@${this.domain} '${secret}' ${folder}`);
    }

    /** The message with this subject, once it is there. */
    public async arrives(user: string, subject: string, folder = "INBOX"): Promise<string> {
        for (let attempt = 0; attempt < 60; attempt += 1) {
            const messages = (await this.read(user, folder)).split("Return-Path:");
            const found = messages.find((text) => text.includes(`Subject: ${subject}`));
            if (found !== undefined) return found;
            await sleep(1000);
        }
        throw new Error(`${subject} did not arrive:\n${await this.host.journal()}`);
    }

    /** Waits until a condition of the test holds. */
    public async until(seconds: number, what: string, holds: () => Promise<boolean>): Promise<void> {
        const deadline = Date.now() + seconds * 1000;
        while (!(await holds())) {
            if (Date.now() > deadline) throw new Error(`${what}: not in ${seconds} s:\n${await this.host.journal()}`);
            await sleep(1000);
        }
    }

    private async client(words: string): Promise<string> {
        return (await this.host.machine.exec(`python3 /root/client.py ${words} 2>&1`)).output;
    }
}
