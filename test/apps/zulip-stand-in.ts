/**
 * A stand-in for a release of Zulip, which cannot be downloaded where the tests run. It is no part of Zulip: its programs
 * have the names and the arguments of Zulip's, write down how they were called, and do with the packages of Debian what
 * Zulip's are documented to do: passwords for every database and broker, a web server with the host's certificate, one
 * program under supervisor, a backup that returns.
 */
export function standInRelease(version: string): Record<string, string> {
    return {
        version,
        "scripts/setup/install": install,
        "scripts/setup/restore-backup": restoreBackup,
        "scripts/upgrade-zulip": upgrade,
        "scripts/restart-server": `${recorded("restart-server")}id -un >>/var/log/zulip/calls\n`,
        "scripts/zulip-puppet-apply": recorded("zulip-puppet-apply"),
        "scripts/get-django-setting": getSetting,
        "manage.py": manage,
    };
}

/** What the stand-in works with, all of Debian. */
export const standInPackages = [
    ...["ca-certificates", "curl", "erlang-base", "openssl", "python3", "rabbitmq-server", "memcached", "sasl2-bin"],
    ...["libsasl2-modules", "redis-server", "postgresql", "supervisor", "nginx"],
];

function recorded(name: string): string {
    return `#!/bin/sh\nset -eu\necho "${name} $*" >>/var/log/zulip/calls\n`;
}

const install = `#!/bin/sh
set -eu
here=$(readlink -f "$(dirname "$0")/../..")
mkdir -p /var/log/zulip && touch /var/log/zulip/calls
chown -R zulip:zulip /var/log/zulip
echo "install $*" >>/var/log/zulip/calls
[ ! -e /root/installer-fails ] || exit 1
test -e /etc/ssl/private/zulip.key
test -e /etc/ssl/certs/zulip.combined-chain.crt

secrets=/etc/zulip/zulip-secrets.conf
[ -s $secrets ] || echo "[secrets]" >$secrets
for key in postgres_password rabbitmq_password redis_password memcached_password; do
    grep -q "^$key = " $secrets || echo "$key = $(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \\n')" >>$secrets
done
chown zulip:zulip $secrets
chmod 0640 $secrets
secret() { sed -n "s/^$1 = //p" $secrets; }

echo "requirepass $(secret redis_password)" >>/etc/redis/redis.conf
mkdir -p /etc/sasl2
printf 'mech_list: plain\\nsasldb_path: /etc/sasl2/memcached-sasldb2\\n' >/etc/sasl2/memcached.conf
secret memcached_password | saslpasswd2 -p -f /etc/sasl2/memcached-sasldb2 -a memcached -u localhost zulip
chown memcache /etc/sasl2/memcached-sasldb2
echo "-S" >>/etc/memcached.conf
echo "NODENAME=zulip@localhost" >/etc/rabbitmq/rabbitmq-env.conf
systemctl enable --quiet --now redis-server memcached postgresql rabbitmq-server supervisor
systemctl restart postgresql@17-main
rabbitmqctl --quiet add_user zulip "$(secret rabbitmq_password)"
rabbitmqctl --quiet set_permissions zulip '.*' '.*' '.*'
rabbitmqctl --quiet delete_user guest

psql() { (cd / && setpriv --reuid postgres --regid postgres --init-groups psql --quiet "$@"); }
psql -c "create role zulip login password '$(secret postgres_password)'"
psql -c "create database zulip owner zulip"

rm -f /etc/nginx/sites-enabled/default
cat >/etc/nginx/conf.d/zulip.conf <<'END'
server {
    listen 80;
    listen 443 ssl;
    ssl_certificate /etc/ssl/certs/zulip.combined-chain.crt;
    ssl_certificate_key /etc/ssl/private/zulip.key;
    location /health { return 200 "ok"; }
}
END
systemctl enable --quiet --now nginx
systemctl reload nginx
cat >/etc/supervisor/conf.d/zulip.conf <<'END'
[program:zulip-tornado]
command=/usr/bin/python3 -m http.server --bind 127.0.0.1 --directory /home/zulip/uploads 9800
user=zulip
END
supervisorctl update

mkdir -p /home/zulip/deployments
mv "$here" /home/zulip/deployments/first
ln -nsf /home/zulip/deployments/first /home/zulip/deployments/current
chown -R zulip:zulip /home/zulip /etc/zulip/settings.py
setpriv --reuid zulip --regid zulip --init-groups /home/zulip/deployments/current/manage.py migrate
echo "To found an organisation: https://chat.example.org/new/k1k2k3k4k5"
`;

const upgrade = `${recorded("upgrade-zulip")}
cd /home/zulip/deployments
mkdir second
tar -xf "$1" -C second --strip-components=1
ln -nsf /home/zulip/deployments/second current
chown -R zulip:zulip second current
`;

/** Real Python reads the real settings.py; only what it would import of Zulip's own is made up. */
const getSetting = `#!/usr/bin/python3
import sys
with open("/etc/zulip/settings.py") as file:
    text = "".join(line for line in file if not line.startswith(("import ", "from ")))
values = {"get_secret": lambda name: None}
exec(text, values)
print(values[sys.argv[1]])
`;

const manage = `#!/bin/sh
set -eu
secret() { sed -n "s/^$1 = //p" /etc/zulip/zulip-secrets.conf; }
echo "manage.py $*" >>/var/log/zulip/calls
PGPASSWORD=$(secret postgres_password)
export PGPASSWORD
case $1 in
generate_realm_creation_link)
    echo "Please visit the following secure single-use link to register your"
    printf 'new Zulip organization:\\033[0m\\n\\n    \\033[92mhttps://chat.example.org/new/u1u2u3u4u5\\033[0m\\n'
    ;;
migrate) psql --quiet -h 127.0.0.1 -U zulip -d zulip -c "create table messages (content text)" ;;
backup)
    folder=$(mktemp -d)
    mkdir "$folder/zulip-backup"
    pg_dump -h 127.0.0.1 -U zulip -d zulip --format=directory --file "$folder/zulip-backup/database"
    cp -R /etc/zulip "$folder/zulip-backup/settings"
    tar -C "$folder" -czf "\${3#--output=}" zulip-backup
    rm -rf "$folder"
    ;;
esac
`;

const restoreBackup = `${recorded("restore-backup")}
folder=$(mktemp -d)
chmod 0755 "$folder"
tar -C "$folder" -xf "$2"
cp "$folder/zulip-backup/settings/zulip-secrets.conf" "$folder/zulip-backup/settings/settings.py" /etc/zulip/
chown -R postgres "$folder"
cd /
as_postgres() { setpriv --reuid postgres --regid postgres --init-groups "$@"; }
as_postgres dropdb --if-exists --force zulip
as_postgres createdb -O zulip -T template0 zulip
as_postgres pg_restore -d zulip "$folder/zulip-backup/database"
rm -rf "$folder"
`;
