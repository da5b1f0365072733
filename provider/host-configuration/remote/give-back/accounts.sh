# Accounts as they were found, line by line: what others have made or changed meanwhile stays. A part of give-back.sh.
# shellcheck disable=SC2154 # give-back.sh, which reads this file, sets them

put_accounts_back() {
    for name in $account_files; do
        if [ ! -e "$found/$name" ] || [ ! -e "/etc/$name" ]; then continue; fi
        cp -p --attributes-only "$found/$name" "/etc/$name.hardened-host-new"
        awk -v kind="$name" -f give-back/accounts.awk managed-users managed-groups dropped-users "$found/$name" "/etc/$name" \
            >"/etc/$name.hardened-host-new"
    done
    for name in $account_files; do
        [ ! -e "/etc/$name.hardened-host-new" ] || mv -fT "/etc/$name.hardened-host-new" "/etc/$name"
    done
}
