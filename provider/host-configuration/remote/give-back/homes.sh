# Homes of accounts that deliveries have made. A part of finish.sh.
# shellcheck disable=SC2154 # finish.sh, which reads this file, sets them

# Nothing but what comes with an account, and what shells leave.
holds_no_work() {
    find "$1" -mindepth 1 ! -type d | while IFS= read -r path; do
        case ${path#"$1"/} in
        .bash_history | .lesshst | .sudo_as_admin_successful | .cache/motd.legal-displayed) continue ;;
        esac
        cmp -s "$path" "/etc/skel/${path#"$1"/}" || echo "$path"
    done | grep -q . && return 1
    return 0
}

# Nobody gets it by getting the account's number.
remove_homes() {
    recorded new-homes | while IFS="$tab" read -r name home system; do
        if ! grep -qxF -- "$name" "$state/given-back/dropped-users" || [ ! -d "$home" ]; then continue; fi
        if [ "$system" = true ] || holds_no_work "$home"; then
            rm -rf -- "$home"
        else
            chown -hR root:root "$home"
            chmod 0700 "$home"
            say "note${tab}$home stays, as root's: it holds work of $name, whose account is gone"
        fi
    done
}
