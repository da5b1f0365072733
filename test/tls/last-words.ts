/** Of the unit that {@link failsWith} makes. */
export const lastWordsUnit = "last-words";

/** Script: a unit says this as an error and fails, while the journal reads nothing; the journal goes on afterwards. */
export function failsWith(words: string): string {
    return `cat >/run/systemd/system/${lastWordsUnit}.service <<'END'
[Unit]
OnFailure=hardened-host-failed@%N.service
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'echo "<3>${words}"; exit 1'
END
        systemctl daemon-reload
        systemctl kill -s STOP systemd-journald.service
        (sleep 2; systemctl kill -s CONT systemd-journald.service) >/dev/null 2>&1 &
        systemctl start ${lastWordsUnit}.service 2>/dev/null && exit 1
        wait`;
}
