/** Consistent copies of what cannot be read while it changes, one folder for each set that has a dump. */
export const dumpsProgram = `
export LC_ALL=C
umask 077
dumps=/var/lib/hardened-host-backup/dumps
sets=/usr/local/lib/hardened-host/backup/sets
failed=

# Numbers of accounts differ from host to host: a restore needs to know whose files these were.
mkdir -p "$dumps/accounts"
getent passwd | cut -d : -f 1,3 >"$dumps/accounts/users"
getent group | cut -d : -f 1,3 >"$dumps/accounts/groups"

# What a set has left that the host no longer has.
for folder in "$dumps"/*; do
    name=\${folder##*/}
    if [ "$name" != accounts ] && [ ! -x "$sets/$name/dump" ]; then rm -rf "$folder"; fi
done

while read -r name; do
    [ -x "$sets/$name/dump" ] || continue
    rm -rf "$dumps/$name.new"
    mkdir "$dumps/$name.new"
    if "$sets/$name/dump" "$dumps/$name.new" </dev/null; then
        rm -rf "$dumps/\${name:?}"
        mv "$dumps/$name.new" "$dumps/$name"
    else
        echo "<3>the dump of $name failed: the last good one stays"
        rm -rf "$dumps/$name.new"
        mkdir -p "$dumps/$name"
        : >"$dumps/$name/.failed"
        failed=yes
    fi
done </etc/hardened-host/backup/sets
[ -z "$failed" ]
`;
