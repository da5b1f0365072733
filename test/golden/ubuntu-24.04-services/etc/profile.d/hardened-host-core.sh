# Managed by hardened-host: edits made here are undone by the next delivery.
# Login shells that PAM had no part in, a container's for example, dump no memory either.
# POSIX has no -c, but every /bin/sh of Debian and Ubuntu (dash, bash) does.
# shellcheck disable=SC3045
ulimit -c 0
