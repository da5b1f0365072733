// Who may import whom, and nothing else: read by eslint.config.mjs.

/** Node's modules that reach outside the process. What describes a host stays pure. */
export const inputOutput = [
    "fs",
    "fs/promises",
    "child_process",
    "http",
    "https",
    "http2",
    "dgram",
    "tls",
    "dns",
    "cluster",
];

/**
 * Room, its files, the rooms and the npm packages that it may import. The first pattern that fits a file decides.
 * Node's own modules are open to all but the pure rooms.
 */
const host = ["host", "host-contract", "format"];
const composed = ["cloud-contract", "dns-contract", "host", "host-contract", "registry"];
export const everything = ["*"];
export const rooms = [
    { room: "test", files: "test/**/*", mayImport: everything, packages: everything },
    { room: "bench", files: "bench/**/*", mayImport: everything, packages: everything },
    { room: "script", files: "scripts/**/*", mayImport: everything, notTest: true, packages: everything },
    {
        room: "example",
        files: "examples/*",
        mayImport: ["public"],
        packages: ["@pulumi/command", "@pulumi/pulumi", "hardened-host"],
    },
    {
        room: "stack",
        files: "stacks/**/*",
        mayImport: [
            ...["bundling", "stack", "public", "component", "cloud-registry", "dns-registry", "rule"],
            ...["backup-store-registry", "backup-store-contract", ...composed],
        ],
        packages: ["@pulumi/pulumi", "zod"],
    },
    {
        room: "public",
        files: "components/index.ts",
        mayImport: ["component", "delivery", "cloud-contract", "dns-contract"],
        packages: [],
    },
    {
        room: "component",
        files: "components/*.ts",
        mayImport: ["component", "build", "delivery", "cloud-registry", "dns-registry", ...composed],
        packages: ["@pulumi/pulumi", "zod"],
    },
    // Makes programs on the computer that deploys, and keeps them there.
    { room: "build", files: "components/builds/*", mayImport: ["build"], packages: [] },
    // Judges plans, and what is asked of clouds: pure, so that any program can.
    { room: "rule", files: "components/rules/*", mayImport: ["rule", "host"], packages: [] },
    {
        room: "cloud-contract",
        files: "components/clouds/machine*.ts",
        mayImport: ["cloud-contract", "host"],
        packages: ["@pulumi/pulumi", "zod"],
    },
    {
        room: "cloud-registry",
        files: "components/clouds/index.ts",
        mayImport: ["cloud", "cloud-contract"],
        packages: ["zod"],
    },
    {
        room: "cloud",
        files: ["components/clouds/*.ts", "components/clouds/*/*"],
        mayImport: ["cloud-contract", { own: "cloud" }],
        packages: ["@pulumi/*", "zod"],
    },
    {
        room: "dns-contract",
        files: "components/dns/{provider,publish,settings}.ts",
        mayImport: ["dns-contract", "host"],
        packages: ["@pulumi/pulumi", "zod"],
    },
    { room: "dns-registry", files: "components/dns/index.ts", mayImport: ["dns", "dns-contract"], packages: ["zod"] },
    { room: "dns", files: "components/dns/*", mayImport: ["dns-contract"], packages: ["@pulumi/*"] },
    {
        room: "backup-store-contract",
        files: "components/backup-stores/store.ts",
        mayImport: ["host"],
        packages: ["@pulumi/pulumi", "zod"],
    },
    {
        room: "backup-store-registry",
        files: "components/backup-stores/index.ts",
        mayImport: ["backup-store", "backup-store-contract"],
        packages: ["@pulumi/pulumi", "zod"],
    },
    { room: "backup-store-rights", files: "components/backup-stores/*-policy.ts", mayImport: [] },
    {
        room: "backup-store",
        files: "components/backup-stores/*",
        mayImport: ["backup-store-contract", "backup-store-rights"],
        packages: ["@pulumi/*", "zod"],
    },
    {
        room: "delivery",
        files: "components/delivery/**/*",
        mayImport: ["delivery", "host", "format"],
        packages: ["@pulumi/pulumi", "zod"],
    },
    {
        room: "registry",
        files: "components/host/{hardenings,services,apps}/index.ts",
        mayImport: [...host, "hardening", "service", "app"],
        packages: ["zod"],
    },
    {
        room: "host-contract",
        files: "components/host/{hardenings/hardening,services/service,apps/app}.ts",
        mayImport: host,
        packages: ["zod"],
    },
    {
        room: "hardening",
        files: ["components/host/hardenings/*.ts", "components/host/hardenings/*/*"],
        mayImport: [...host, { own: "hardening" }],
        packages: ["zod"],
    },
    {
        room: "service",
        files: ["components/host/services/*.ts", "components/host/services/*/*"],
        mayImport: [...host, { own: "service" }],
        packages: ["zod"],
    },
    {
        room: "app",
        files: ["components/host/apps/*.ts", "components/host/apps/*/*"],
        mayImport: [...host, { own: "app" }],
        packages: ["zod"],
    },
    { room: "format", files: "components/host/formats/**/*", mayImport: ["host", "format"], packages: ["zod"] },
    {
        room: "host",
        files: ["components/host/*", "components/host/accepted-findings/*"],
        mayImport: [...host, "registry"],
        packages: ["zod"],
    },
    {
        room: "provider",
        files: "provider/**/*",
        mayImport: ["bundling", "provider", "build", "host", "manifest"],
        packages: ["@pulumi/pulumi", "@grpc/grpc-js", "tar-stream", "zod"],
    },
    { room: "bundling", files: "bundling/*", mayImport: ["bundling"], packages: ["esbuild", "tsx"] },
    { room: "manifest", files: "package.json", mayImport: [], packages: [] },
    { room: "lint", files: "eslint.*.mjs", mayImport: ["lint"], packages: everything },
];
