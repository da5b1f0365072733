// Lint rules of this repository. The import rules are the table in eslint.rooms.mjs.
import pulumi from "@pulumi/eslint-plugin";
import boundaries from "eslint-plugin-boundaries";
import tseslint from "typescript-eslint";
import { everything, inputOutput, rooms } from "./eslint.rooms.mjs";

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
