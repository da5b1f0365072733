/** Files of every kind that a backup must bring back as they were. */
export const makeFiles = `
mkdir -p /srv/data/deep/er /srv/shop/cache
useradd --system keeper 2>/dev/null || true
useradd --system reader 2>/dev/null || true
cd /srv/data
echo MARKER-content-of-a-file >MARKER-name-of-a-file
printf 'private\\n' >private; chown keeper:keeper private; chmod 0600 private
printf 'one\\n' >first-name; ln first-name second-name
truncate --size 8M sparse; printf end | dd of=sparse bs=1 seek=8388600 conv=notrunc status=none
ln -s ../nowhere dangling
mkfifo pipe
cp /usr/bin/true setuid; chown keeper setuid; chmod 4755 setuid
mkdir setgid; chown keeper:reader setgid; chmod 2770 setgid
mkdir sticky; chmod 1777 sticky
printf 'acl\\n' >acl; chown keeper acl; setfacl -m u:reader:r,g:keeper:rw acl; setfacl -d -m u:reader:rx deep
printf 'attributes\\n' >attributes; setfattr -n user.origin -v here attributes
printf 'x\\n' >"name with spaces"; printf 'x\\n' >"$(printf 'name\\nwith a line break')"
printf 'x\\n' >"\\"quotes\\" and \\\\ and <ü>"
head -c 3000000 /dev/urandom >deep/er/random
touch -d '2001-02-03 04:05:06.789' deep/er/old
echo shop >/srv/shop/goods; echo cache >/srv/shop/cache/regenerated
sync`;

/** Every property of them, by name and never by number, as lines: kind, mode, owner, links, size, time, lists, content. */
export const describeFiles = `
cd /srv
find data shop -path shop/cache -prune -o -printf '%y %m %u %g %n %s %t %l %p\\0' | sed -z 's/^d \\([^ ]*\\) \\([^ ]*\\) \\([^ ]*\\) [0-9]* [0-9]* /d \\1 \\2 \\3 /' | sort -z | tr '\\0\\n' '\\n#'
find data shop -path shop/cache -prune -o -type f -print0 | sort -z | xargs -0 sha256sum
getfacl --recursive --skip-base data
getfattr --recursive --dump data
stat -c '%i' data/first-name data/second-name | uniq | wc -l
if [ "$(stat -c %b data/sparse)" -lt 100 ]; then echo sparse; fi`;
