import type { CommandResult } from "../vm/world/command";

/** A machine of the tests, of whatever kind, plugged into the tests' own network. */
export interface TestMachine {
    readonly name: string;
    readonly address: string;
    /** Puts a file there from outside, before its first boot or later. */
    write(path: string, content: string, mode?: number): Promise<void>;
    /** Starts it and waits until its systemd has finished booting. */
    boot(): Promise<void>;
    /** Runs a shell script as root inside, by a door that no firewall and no sshd of its own guards. */
    exec(script: string): Promise<CommandResult>;
    /** Output of a script that must succeed. */
    text(script: string): Promise<string>;
    /** Ends it at once, as a power loss does. */
    powerOff(): Promise<void>;
    /** Takes the wire out, or puts it back. */
    plug(connected: boolean): Promise<void>;
    remove(): Promise<void>;
}
