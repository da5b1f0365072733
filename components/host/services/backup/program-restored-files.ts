/** Gives restored files to the accounts of their names, whatever numbers these have here: SNAPSHOT FILE-WITH-PATHS. */
export const ownByNameProgram = `
. /usr/local/lib/hardened-host/backup/environment
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export work

# Lines "old-number new-number" for each name whose number here is another.
changed_numbers() {
    repository dump "$1" "$dumps/accounts/$2" --no-lock >"$work/then" || give_up "snapshot $1 has no list of accounts"
    getent "$3" | cut -d : -f 1,3 >"$work/now"
    awk -F : 'NR == FNR { now[$1] = $2; next } $1 in now && now[$1] != $2 { print $2, now[$1] }' "$work/now" "$work/then"
}
changed_numbers "$1" users passwd >"$work/uids"
changed_numbers "$1" groups group >"$work/gids"
if [ ! -s "$work/uids" ] && [ ! -s "$work/gids" ]; then exit 0; fi
notice "accounts have other numbers here than when snapshot $1 was made: owners follow the names"

cat >"$work/own" <<'END'
number() { awk -v old="$2" '$1 == old { print $2; found = 1; exit } END { if (!found) print old }' "$work/$1"; }
for path; do
    owner=$(number uids "$(stat -c %u "$path")"):$(number gids "$(stat -c %g "$path")")
    if [ "$owner" != "$(stat -c %u:%g "$path")" ]; then
        mode=$(stat -c %a "$path")
        chown -h "$owner" "$path"
        # A change of owner takes setuid and setgid away: chown(2).
        if [ ! -h "$path" ]; then chmod "$mode" "$path"; fi
    fi
done
END
# Names within access lists: "user:NUMBER:" and "group:NUMBER:", never the lines with the owner.
cat >"$work/acl.awk" <<'END'
BEGIN {
    while ((getline line < uids) > 0) { split(line, pair, " "); number["user:" pair[1]] = pair[2] }
    while ((getline line < gids) > 0) { split(line, pair, " "); number["group:" pair[1]] = pair[2] }
}
/^(default:)?(user|group):[0-9]+:/ {
    start = /^default:/ ? "default:" : ""
    split(substr($0, length(start) + 1), field, ":")
    key = field[1] ":" field[2]
    if (key in number) $0 = start field[1] ":" number[key] ":" field[3]
}
!/^# (owner|group|flags):/
END
while IFS= read -r path; do
    [ -e "$path" ] || continue
    find "$path" -exec sh "$work/own" {} +
    getfacl --absolute-names --numeric --physical --recursive --skip-base "$path" |
        awk -v uids="$work/uids" -v gids="$work/gids" -f "$work/acl.awk" >"$work/acl"
    setfacl --restore="$work/acl"
done <"$2"
`;

/** Every file of the snapshot must be there, of its kind and size, and nothing else: SNAPSHOT FILE-WITH-PATHS. */
export const compareWithSnapshotProgram = `
. /usr/local/lib/hardened-host/backup/environment
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Names that JSON writes in another way are left out on both sides: there are few, and restic has compared them itself.
plain_names() { grep -v '[^ -~]' | grep -v '["\\\\<>&]'; }
# "kind size path" below the given paths; nothing of sockets, which no restore makes.
cat >"$work/below.awk" <<'END'
FILENAME == paths { path[++count] = $0; next }
$1 != "socket" {
    name = $0
    sub(/^[a-z]+ [0-9]* /, "", name)
    for (i = 1; i <= count; i++) if (name == path[i] || index(name, path[i] "/") == 1) { print; next }
}
END
repository ls --no-lock --quiet --json "$1" | grep '"type":' | grep -v '[^ -~]' | grep -v '[\\\\]' |
    sed -n -E 's/.*"type":"([a-z]+)","path":"([^"]*)","uid":[0-9]+,"gid":[0-9]+,("size":([0-9]+),)?.*/\\1 \\4 \\2/p' |
    sed 's/^file  /file 0 /' | awk -v paths="$2" -f "$work/below.awk" "$2" - | sort >"$work/there"
while IFS= read -r path; do
    find "$path" '(' -type f -printf 'file %s %p\\0' ')' -o '(' -type d -printf 'dir  %p\\0' ')' \\
        -o '(' -type l -printf 'symlink  %p\\0' ')' -o '(' -type p -printf 'fifo  %p\\0' ')' \\
        -o '(' -type c -printf 'chardev  %p\\0' ')' -o '(' -type b -printf 'dev  %p\\0' ')'
done <"$2" | tr '\\n\\0' '\\001\\n' | plain_names | sort -u >"$work/here"
if ! diff "$work/there" "$work/here" >"$work/difference"; then
    head -n 20 "$work/difference" >&2
    give_up "what was restored is not what snapshot $1 holds (< there, > here)"
fi
notice "$(wc -l <"$work/there") files and folders are as in snapshot $1"
`;
