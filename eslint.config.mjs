// Lint rules of this repository. The import rules are the table `rooms`: who may import whom, and nothing else.
import pulumi from "@pulumi/eslint-plugin";
import boundaries from "eslint-plugin-boundaries";
import tseslint from "typescript-eslint";

/** Node's modules that reach outside the process. What describes a host stays pure. */
const inputOutput = ["fs", "fs/promises", "child_process", "http", "https", "http2", "dgram", "tls", "dns", "cluster"];

/**
 * Room, its files, the rooms and the npm packages that it may import. The first pattern that fits a file decides.
 * Node's own modules are open to all but the pure rooms.
 */
const host = ["host", "host-contract", "format"];
const composed = ["cloud-contract", "dns-contract", "host", "host-contract", "registry"];
const everything = ["*"];
const rooms = [
    { room: "test", files: "test/**/*", mayImport: everything, packages: everything },
    { room: "bench", files: "bench/**/*", mayImport: everything, packages: everything },
    { room: "script", files: "scripts/**/*", mayImport: everything, notTest: true, packages: everything },
    {
        room: "stack",
        files: "stacks/**/*",
        mayImport: ["bundling", "stack", "public", "component", "cloud-registry", "dns-registry", ...composed],
        packages: ["@pulumi/pulumi", "zod"],
    },
    { room: "example", files: "examples/*", mayImport: ["public"], packages: ["@pulumi/pulumi", "hardened-host"] },
    {
        room: "public",
        files: "components/index.ts",
        mayImport: ["component", "delivery", "cloud-contract", "dns-contract"],
        packages: [],
    },
    {
        room: "component",
        files: "components/*.ts",
        mayImport: ["component", "delivery", "cloud-registry", "dns-registry", ...composed],
        packages: ["@pulumi/pulumi", "zod"],
    },
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
        room: "delivery",
        files: "components/delivery/**/*",
        mayImport: ["delivery", "host", "format"],
        packages: ["@pulumi/pulumi", "@pulumi/command", "zod"],
    },
    {
        room: "registry",
        files: "components/host/{hardenings,apps}/index.ts",
        mayImport: [...host, "hardening", "app"],
        packages: ["zod"],
    },
    {
        room: "host-contract",
        files: "components/host/{hardenings/hardening,apps/app}.ts",
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
        room: "app",
        files: ["components/host/apps/*.ts", "components/host/apps/*/*"],
        mayImport: [...host, { own: "app" }],
        packages: ["zod"],
    },
    { room: "format", files: "components/host/formats/**/*", mayImport: ["host", "format"], packages: ["zod"] },
    { room: "host", files: "components/host/*", mayImport: [...host, "registry"], packages: ["zod"] },
    {
        room: "provider",
        files: "provider/**/*",
        mayImport: ["bundling", "provider", "host", "manifest"],
        packages: ["@pulumi/pulumi", "@grpc/grpc-js", "tar-stream", "zod"],
    },
    { room: "bundling", files: "bundling/*", mayImport: ["bundling"], packages: ["esbuild", "tsx"] },
    { room: "manifest", files: "package.json", mayImport: [], packages: [] },
    { room: "lint", files: "eslint.config.mjs", mayImport: [], packages: everything },
];

/** A room by name, or `own`: the folder of a cloud, hardening or app that has grown into several files, for itself only. */
function target(to) {
    if (typeof to === "string") return { file: { categories: to } };
    return { file: { categories: to.own, captured: { id: "{{ from.file.captured.id }}", part: "*" } } };
}

const policies = rooms.flatMap(({ room, mayImport, notTest, packages }) => {
    const from = { file: { categories: room } };
    const every = rooms
        .map((other) => other.room)
        .filter((other) => !(notTest === true && ["bench", "test"].includes(other)));
    return [
        ...(mayImport === everything ? every : mayImport).map((to) => ({ from, allow: { to: target(to) } })),
        { from, allow: { to: { module: { origin: "core" } } } },
        { from, allow: { to: { module: { origin: "external", source: packages === everything ? "**" : packages } } } },
    ];
});

/** Syntax that only one place may use. Later entries replace earlier ones for the same file, hence the lists. */
const noConfig = [
    {
        selector: "NewExpression[callee.property.name='Config'], NewExpression[callee.name='Config']",
        message: "Only stacks/settings.ts reads pulumi.Config; take the value as an argument.",
    },
    {
        selector: "MemberExpression[object.name='process'][property.name='env']",
        message: "Only stacks/settings.ts reads the environment; take the value as an argument.",
    },
];
const noCloudNames = [
    {
        selector:
            "BinaryExpression[operator=/^[!=]==?$/] > Literal[value=/^(aws|digitalocean|existing|hetzner|local)$/], " +
            "SwitchCase > Literal[value=/^(aws|digitalocean|existing|hetzner|local)$/]",
        message: "Nothing outside clouds/ branches on a cloud's name; ask a capability of the Machine contract.",
    },
];

export default tseslint.config(
    { ignores: ["node_modules/", "dist/", ".local/", "test/.artifacts/", "test/golden/*/"] },
    ...tseslint.configs.strictTypeChecked,
    {
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        plugins: { boundaries, pulumi },
        settings: {
            "boundaries/files": rooms.flatMap(({ room, files }) =>
                [files].flat().map((pattern) => ({ category: room, pattern, capture: ["id", "part"] })),
            ),
            "boundaries/files-single-match": true,
            "boundaries/legacy-warnings": false,
            "boundaries/root-path": import.meta.dirname,
            "boundaries/dependency-nodes": ["import", "dynamic-import", "require", "export"],
            "import/resolver": { node: { extensions: [".ts", ".js", ".mjs", ".json"] } },
        },
        rules: {
            "boundaries/dependencies": ["error", { default: "disallow", checkAllOrigins: true, policies }],
            "boundaries/no-unknown-files": "error",
            "boundaries/no-unknown-dependencies": "error",
            "@typescript-eslint/no-explicit-any": "error",
            "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
            "@typescript-eslint/no-unused-vars": [
                "error",
                { varsIgnorePattern: "^_", argsIgnorePattern: "^_", caughtErrors: "none", ignoreRestSiblings: true },
            ],
            // Refuses a parameter that ties an id to its own schema inside the function only.
            "@typescript-eslint/no-unnecessary-type-parameters": "off",
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            eqeqeq: "error",
            "no-console": "error",
            "no-control-regex": "error",
            "max-lines": ["error", { max: 200, skipBlankLines: true, skipComments: true }],
            "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
        },
    },
    {
        files: ["**/*.ts"],
        rules: {
            "pulumi/no-output-in-template-literal": "error",
            "pulumi/no-output-instance-in-template-literal": "error",
        },
    },
    {
        files: ["components/**", "stacks/**"],
        rules: { "no-restricted-syntax": ["error", ...noConfig, ...noCloudNames] },
    },
    { files: ["components/clouds/**"], rules: { "no-restricted-syntax": ["error", ...noConfig] } },
    { files: ["stacks/settings.ts"], rules: { "no-restricted-syntax": ["error", ...noCloudNames] } },
    {
        files: ["components/host/**"],
        rules: {
            "no-restricted-imports": [
                "error",
                {
                    paths: inputOutput
                        .flatMap((name) => [name, `node:${name}`])
                        .map((name) => ({ name, message: "Pure." })),
                },
            ],
        },
    },
    // A suite of tests is one long function by mocha's design; each test in it is short.
    { files: ["test/**"], rules: { "max-lines-per-function": "off" } },
    { files: ["**/*.{js,mjs}"], ...tseslint.configs.disableTypeChecked },
    {
        files: ["**/*.js"],
        languageOptions: { globals: { module: "writable", process: "readonly", require: "readonly" } },
        // The entries that register tsx are plain CommonJS: nothing has been transpiled before them.
        rules: { "@typescript-eslint/no-require-imports": "off" },
    },
);
