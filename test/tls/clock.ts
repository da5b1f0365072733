import type { TestMachine } from "../containers/test-machine";

/**
 * Sets the clock by which the units of one name live, and nothing else on the machine.
 *
 * @param units as the folder of a drop-in is called before `.d`: `named.service`, or `hardened-host-.service` for all that begin so.
 * @param offset as faketime(1) takes it: `+26h`; undefined for the true time.
 */
export async function setClockOf(machine: TestMachine, units: string, offset: string | undefined): Promise<void> {
    const dropIn = `/etc/systemd/system/${units}.d/clock.conf`;
    await machine.text(
        offset === undefined
            ? `rm -f ${dropIn}; systemctl daemon-reload`
            : `mkdir -p "$(dirname ${dropIn})"
            library=$(dpkg -L libfaketime | grep '/libfaketime\\.so\\.1$')
            echo "[Service]\\nEnvironment=${variables(offset)}" >${dropIn}
            systemctl daemon-reload`,
    );
}

/**
 * The C library comes before every other one that brings its own malloc(3). jemalloc, which BIND's programs use, asks for
 * the time when it begins, and libfaketime allocates memory when it is first asked: each waits for the other, for ever.
 */
const variables = (offset: string) =>
    `LD_PRELOAD=$library:libc.so.6 \\"FAKETIME=${offset}\\" FAKETIME_DISABLE_SHM=1 FAKETIME_DONT_FAKE_MONOTONIC=1`;
