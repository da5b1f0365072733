# Managed by hardened-host: edits made here are undone by the next delivery.
# Nobody else reads new files: CIS 5.4.3.3. Also set by pam_umask, for sessions without a login shell.
umask 027

# An interactive shell that is left alone ends: CIS 5.4.3.2. Not in scripts: bash's read would time out in them.
case $- in
    *i*)
        [ "${TMOUT:-}" = 900 ] || TMOUT=900
        readonly TMOUT
        export TMOUT
        ;;
esac
