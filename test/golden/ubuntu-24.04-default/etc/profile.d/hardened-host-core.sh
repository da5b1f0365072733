# Managed by hardened-host: edits made here are undone by the next delivery.
# Login shells that PAM had no part in, a container's for example, dump no memory either.
ulimit -c 0
