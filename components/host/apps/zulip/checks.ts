import type { Check } from "../../part";
import { deployment } from "./paths";

/** Of all that Zulip runs beside its web server: port mapper, proxies, databases, brokers, its own servers. */
const innerPorts = ["4369", "4750", "5432", "5672", "6379", "9292", "9700", "98[0-9][0-9]", "9900", "11211", "25672"];

export const zulipChecks: readonly Check[] = [
    {
        title: "Zulip answers its health check",
        command: "curl --fail --silent --location --insecure --max-time 10 --output /dev/null http://localhost/health",
    },
    {
        title: "databases, brokers and proxies of Zulip listen on the loopback interface only",
        command:
            "ss -H -ltn 'sport = 5672' | grep -q . && ! ss -H -ltn | awk '{print $4}' | " +
            `grep -E ':(${innerPorts.join("|")})$' | grep -vE '^(127\\.[0-9.]+|\\[::1\\]|\\[::ffff:127\\.0\\.0\\.1\\]):'`,
    },
    {
        title: "RabbitMQ has no guest",
        command: 'names=$(rabbitmqctl --silent list_users) && ! echo "$names" | grep -qw guest',
    },
    {
        title: "Redis tells nothing to whom has no password",
        command: "redis-cli -h 127.0.0.1 ping 2>&1 | grep -q NOAUTH",
    },
    {
        title: "memcached tells nothing to whom has no password",
        command:
            "systemctl is-active --quiet memcached && ! timeout 5 bash -c " +
            "'exec 3<>/dev/tcp/127.0.0.1/11211; printf \"stats\\\\r\\\\n\" >&3; head -c 4 <&3' | grep -q STAT",
    },
    {
        title: "PostgreSQL tells nothing over the network to whom has no password",
        command:
            "systemctl is-active --quiet 'postgresql@*' && ! psql -h 127.0.0.1 -U zulip -w -d zulip -c 'select 1' >/dev/null 2>&1",
    },
    {
        title: "Zulip limits rates, and takes all exits of Tor for one",
        command: `[ "$(${deployment}/scripts/get-django-setting RATE_LIMITING)$(${deployment}/scripts/get-django-setting RATE_LIMIT_TOR_TOGETHER)" = TrueTrue ]`,
    },
    {
        title: "RabbitMQ is confined: its exposure is 1.5 or less",
        command: "systemd-analyze security --no-pager --threshold=15 rabbitmq-server.service >/dev/null",
    },
];
