/** What a part of the host calls a failed login, and where its ports are: the part `bans` keeps those out who fail often. */
export interface Jail {
    /** Short name: lower-case letters, digits and underscores. */
    readonly name: string;
    /** Ports, of TCP and UDP, that a banned source does not reach any more. */
    readonly ports: readonly number[];
    /** Matches of journalctl(1) for the entries that are looked at, for example `_SYSTEMD_UNIT=ssh.service`. */
    readonly journal: readonly string[];
    /**
     * Which of them are failures: a filter that fail2ban brings, such as `dovecot` or `postfix[mode=auth]`; or regular
     * expressions of Python's, anchored, with `<ADDR>` where the source stands. They see the message of the entry alone.
     */
    readonly failures: string | readonly string[];
}

/**
 * What dovecot 2.3 and 2.4 say of a connection whose logins failed. fail2ban's own filter (1.1.0) does not know the words of
 * 2.4. The name is whatever a stranger sent: the address is the one after the last name.
 */
const abortedLogin =
    "^[a-z0-9]+-login: (?:Login aborted|Disconnected|Aborted login)(?:: [^()]*)? " +
    "\\(auth failed, \\d+ attempts[^()]*\\)(?: \\([a-z_]+\\))?: " +
    "user=<.*>, method=[^\\s,]+, rip=<ADDR>, lip=[^\\s,]+,(?: [^<>]*,)? session=<[^<>]*>$";

/** Failed logins of dovecot's users, whatever the protocol and the kind of account. @param ports that it listens on */
export function dovecotJail(ports: readonly number[]): Jail {
    return { name: "dovecot", ports, journal: ["_SYSTEMD_UNIT=dovecot.service"], failures: [abortedLogin] };
}

/** Failed logins of postfix's users. @param ports that it listens on */
export function postfixJail(ports: readonly number[]): Jail {
    // Debian's postfix.service runs an instance, whose unit the entries have.
    const journal = ["_SYSTEMD_UNIT=postfix.service", "+", "_SYSTEMD_UNIT=postfix@-.service"];
    return { name: "postfix", ports, journal, failures: "postfix[mode=auth]" };
}
