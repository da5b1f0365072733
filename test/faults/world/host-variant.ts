import { noClaims } from "../../../components/host/claims";
import { accounts } from "../../../components/host/hardenings/accounts";
import { firewall } from "../../../components/host/hardenings/firewall";
import type { HostFacts } from "../../../components/host/part";
import { ssh } from "../../../components/host/hardenings/ssh";
import { mergePlans } from "../../../components/host/merge";
import type { HostPlan, PartialHostPlan } from "../../../components/host/plan";
import { completePlan } from "../../../components/delivery/complete-plan";
import { hostConfigurationInputs, type HostConfigurationInputs } from "../../../provider/host-configuration/inputs";
import type { Random } from "./random";

/** What one host of the suite may look like; drawn by seed, so that each delivery changes something else. */
export interface HostVariant {
    readonly sshPort: number;
    readonly maxAuthTries: number;
    readonly user: string;
    /** Index of the key pair that may log in. */
    readonly key: number;
    readonly extraPort: number | undefined;
    readonly packages: readonly string[];
    readonly files: Readonly<Record<string, string>>;
    readonly serviceArgument: string;
    readonly serviceMasked: boolean;
    readonly secret: string;
}

/** Packages of the tests' own repository that a variant may have. */
export const optionalPackages = ["hh-alpha", "hh-beta", "hh-gamma", "hh-delta", "hh-epsilon"] as const;
export const testFolder = "/etc/hh-test";
export const testService = "hh-test.service";
export const secretPath = `${testFolder}/secret`;

/** @param installs a package is wanted that `previous` did not want. */
export function drawVariant(random: Random, previous: HostVariant | undefined, installs: boolean): HostVariant {
    // Some of them go each time, so that there is always one left to install.
    const kept = optionalPackages.filter((name) => random.chance(0.5) && previous?.packages.includes(name) === true);
    const fresh = optionalPackages.filter((name) => previous?.packages.includes(name) !== true);
    const needed = installs && fresh.length > 0 ? [random.pick(fresh)] : [];
    const count = random.integer(1, 12);
    const names = Array.from({ length: count }, (_, index) => `${testFolder}/${index}-${random.text(3)}.conf`);
    return {
        sshPort: random.pick([4222, 5222, 6222]),
        maxAuthTries: random.integer(2, 6),
        user: random.pick(["deploy", "deploy", "operator"]),
        key: random.integer(0, 1),
        extraPort: random.chance(0.5) ? random.integer(8000, 8999) : undefined,
        packages: [...kept, ...needed].sort(),
        files: Object.fromEntries(names.map((name) => [name, `${random.text(random.integer(1, 4000))}\n`])),
        serviceArgument: String(random.integer(100_000, 999_999)),
        serviceMasked: random.chance(0.15),
        secret: `topsecret${random.text(32)}`,
    };
}

export interface LoginKey {
    readonly publicKey: string;
    readonly identityFile: string;
}

export interface HostUnderTest {
    readonly address: string;
    /** Its /etc/machine-id. */
    readonly machineId: string;
    readonly keys: readonly LoginKey[];
    /** Public host key it has before its first delivery. */
    readonly firstHostKey: string;
    readonly confirmTimeoutSeconds: number;
}

/** Inputs of a HostConfiguration: the real ssh, accounts and firewall hardenings, and things to change beside them. */
export function inputsOfVariant(variant: HostVariant, host: HostUnderTest): HostConfigurationInputs {
    const key = keyOf(variant, host);
    const plan = planOfVariant(variant, key);
    return hostConfigurationInputs.parse({
        machineId: host.address,
        distribution: "debian-13",
        connection: {
            address: host.address,
            port: variant.sshPort,
            user: variant.user,
            identityFile: key.identityFile,
            hostKey: host.firstHostKey,
            rotateHostKey: true,
        },
        ...completePlan(plan, {}),
        secretFiles: { [secretPath]: { content: `${variant.secret}\n`, mode: "0400", owner: "root", group: "root" } },
        confirmTimeoutSeconds: host.confirmTimeoutSeconds,
    });
}

export function keyOf(variant: Pick<HostVariant, "key">, host: HostUnderTest): LoginKey {
    const key = host.keys[variant.key];
    if (key === undefined) throw new Error(`no key ${variant.key}`);
    return key;
}

/** Without its secret, whose content no plan holds. */
export function planOfVariant(variant: HostVariant, key: LoginKey): HostPlan {
    const facts: HostFacts = {
        hostname: "container",
        distribution: { id: "debian", version: "13", codename: "trixie" },
        sshPort: variant.sshPort,
        loginUsers: { [variant.user]: { authorizedKeys: [key.publicKey] } },
        loginGroup: "ssh-login",
        trustedSources: [],
    };
    const sshSettings = ssh.settings.parse({ port: variant.sshPort, maxAuthTries: variant.maxAuthTries });
    const openings = [...(ssh.claims?.(sshSettings, facts).openings ?? []), ...extraOpenings(variant)];
    const claims = { ...noClaims, openings };
    return mergePlans([
        { by: "ssh", plan: ssh.plan(sshSettings, facts, claims) },
        { by: "accounts", plan: accounts.plan(accounts.settings.parse({}), facts, claims) },
        { by: "firewall", plan: firewall.plan(firewall.settings.parse({}), facts, claims) },
        { by: "test", plan: { ...ownPart(variant), openings } },
    ]);
}

function extraOpenings({ extraPort }: HostVariant) {
    if (extraPort === undefined) return [];
    return [{ protocol: "tcp" as const, port: extraPort, sources: [], purpose: "extra" }];
}

function ownPart(variant: HostVariant): PartialHostPlan {
    const unit = `[Service]\nExecStart=/bin/sleep ${variant.serviceArgument}\n\n[Install]\nWantedBy=multi-user.target\n`;
    const files = {
        ...variant.files,
        ...(variant.serviceMasked ? {} : { [`/etc/systemd/system/${testService}`]: unit }),
    };
    return {
        packages: variant.packages,
        removedPackages: optionalPackages.filter((name) => !variant.packages.includes(name)),
        files: Object.fromEntries(Object.entries(files).map(([path, content]) => [path, { content }])),
        folders: { [testFolder]: { mode: "0700", exclusive: true } },
        units: { [testService]: variant.serviceMasked ? { masked: true } : { enabled: true, active: true } },
        activations: {
            "hh-test": { watches: [`${testFolder}/`], command: `cat ${testFolder}/*.conf | sha256sum >/run/hh-test` },
        },
    };
}
