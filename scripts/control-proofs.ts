/** Where a part is made, and the tests that attack it or use it, as paths in the repository. */
export interface Proof {
    readonly file: string;
    readonly tests: readonly string[];
}

/** Run the checks of every hardening. */
export const everyGuestCheck = { holds: ["test/vm/02-checks.test.ts"], failsOnStock: ["test/vm/11-stock.test.ts"] };

const hardening = (id: string, ...tests: string[]): Proof => ({
    file: `components/host/hardenings/${id}.ts`,
    tests: [...everyGuestCheck.holds, ...everyGuestCheck.failsOnStock, ...tests],
});
const service = (id: string, ...tests: string[]): Proof => ({ file: `components/host/services/${id}.ts`, tests });
const app = (id: string, ...tests: string[]): Proof => ({
    file: `components/host/apps/${id}.ts`,
    tests: [`test/apps/${id}.test.ts`, ...tests],
});
const isolation = "test/apps/isolation.test.ts";

/** By the id of the part. */
export const proofs: Readonly<Partial<Record<string, Proof>>> = {
    accounts: hardening("accounts", "test/vm/04-logins.test.ts"),
    egress: hardening("egress", "test/apps/egress.test.ts"),
    firewall: hardening("firewall", "test/vm/03-network.test.ts", "test/contracts/firewall-namespace.test.ts"),
    integrity: hardening("integrity"),
    kernel: hardening("kernel", "test/vm/09-reboot.test.ts"),
    logging: hardening("logging"),
    metadata: hardening("metadata", "test/contracts/firewall-namespace.test.ts"),
    minimal: hardening("minimal", "test/vm/03-network.test.ts"),
    ssh: hardening("ssh", "test/vm/04-logins.test.ts", "test/vm/07-lockouts.test.ts"),
    updates: hardening("updates", "test/vm/08-updates.test.ts", "test/vm/09-reboot.test.ts"),
    backup: service("backup", "test/backup/backup-and-restore.test.ts", "test/backup/attacks.test.ts"),
    edge: service("edge", "test/edge/attacks.test.ts", "test/edge/isolation.test.ts", "test/edge/tls-grade.test.ts"),
    proxy: service("proxy", "test/apps/egress.test.ts"),
    notify: service("notify", "test/apps/together.test.ts", "test/tls/failures.test.ts"),
    tls: service("tls", "test/tls/issuance.test.ts", "test/tls/protection.test.ts"),
    "apps.cloudron": app("cloudron"),
    "apps.ejabberd": app("ejabberd", isolation),
    "apps.mail": app("mail"),
    "apps.openzim-mcp": app("openzim-mcp", isolation),
    "apps.pleroma": app("pleroma", "test/apps/pleroma-isolation.test.ts"),
    "apps.service": app("service", isolation),
    "apps.zulip": app("zulip", "test/apps/zulip-life.test.ts"),
};
