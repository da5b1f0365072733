import { renderKeyValues } from "../../formats/key-value";
import * as paths from "./paths";

export const redisConfiguration = "/etc/redis/redis-mail.conf";
export const redisUnit = "redis-server@mail.service";

/** What the spam filter remembers: senders that tried before, and how much each user sent. Lost, it starts anew. */
export function redisConf(): string {
    // redis.conf has no equals signs.
    return renderKeyValues([
        { key: "port", value: 0, why: "On a socket only: no other program of the host gets in." },
        { key: "unixsocket", value: paths.redisSocket },
        { key: "unixsocketperm", value: 770 },
        // Its unit waits for it.
        { key: "pidfile", value: "/run/redis-mail/redis-server.pid" },
        { key: "dir", value: "/var/lib/redis" },
        { key: "dbfilename", value: "dump-mail.rdb" },
        { key: "logfile", value: '""' },
        { key: "maxmemory", value: "128mb" },
        { key: "maxmemory-policy", value: "volatile-ttl" },
    ]).replaceAll(/^([a-z-]+) = /gm, "$1 ");
}
