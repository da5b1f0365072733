import { accountName } from "./values";

/** Accounts that Debian's base-passwd and common packages own; a login of that name would become the service's. */
const systemAccounts = new Set(
    (
        "root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody sshd sudo adm " +
        "messagebus syslog uuidd tcpdump landscape polkitd postfix postgres mysql redis nginx rabbitmq memcache ntp chrony"
    ).split(" "),
);

/** Name of an account that people log in to. */
export const loginName = () =>
    accountName().refine(
        (name) => !systemAccounts.has(name) && !/^(systemd|hardened-host|ssh)-/.test(name),
        "must not be the name of a system account or group, such as root or www-data",
    );
