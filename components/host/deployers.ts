/**
 * Addresses that deliveries came from, one a line with the time in seconds since 1970; the provider writes it before
 * anything of a delivery is looked at (provider/host-configuration/remote/transaction/order.sh). While a delivery is
 * under way its own address is also in the environment of every `validate` and every activation, as
 * `HARDENED_HOST_CLIENT`.
 */
export const deployersFile = "/var/lib/hardened-host/deployers";
