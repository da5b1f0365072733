import { join } from "node:path";
import * as ts from "typescript";
import { projectRoot } from "./bootstrap/paths";

const introduction = `# Programming interface

<!-- Generated from the declarations and their comments: \`npm run accept\` renews this file. -->

What \`import { ... } from "hardened-host"\` gives. Everything that a host is told is plain data, checked when the program
runs; [settings.md](settings.md) has the ranges. What is not listed here may change in any version.
`;

const otherLanguages = `## Other languages

Pulumi makes a component usable from Python, Go, .NET, Java and YAML when its constructor takes one interface of
primitives, lists, string maps, nested interfaces, enumerations and inputs, and when its class extends \`ComponentResource\`
directly. \`HardenedHost\` keeps to most of that: all that it is told is plain data in interfaces, it extends
\`ComponentResource\`, and its outputs are outputs of primitives and lists. What is missing for a schema:

- Words to choose from (\`"tcp" | "udp"\`) are unions of literals, which Pulumi's analyzer refuses, as it does settings of
  several kinds (\`backup.repository\`, \`tls.dns\`). As enumerations they would be less pleasant in TypeScript.
- \`deliverAfter\` takes components; the option \`dependsOn\` would have to stand for it.
- A plugin for it, started by the language host of Pulumi 3.139 or later, beside the one that delivers.

A test runs that analyzer, and keeps it at these: [decision 19](decisions/019-other-languages-wait.md).
`;

/** The reference of all that the library exports, as the text of docs/api.md. */
export function apiReference(): string {
    const entry = join(projectRoot, "components/index.ts");
    const config = ts.readConfigFile(join(projectRoot, "tsconfig.json"), (path) => ts.sys.readFile(path));
    const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, projectRoot);
    const program = ts.createProgram([entry], options);
    const checker = program.getTypeChecker();
    const file = program.getSourceFile(entry);
    const module = file && checker.getSymbolAtLocation(file);
    if (module === undefined) throw new Error(`${entry} exports nothing`);
    const declared = checker.getExportsOfModule(module).map((symbol) => declarationOf(symbol, checker));
    const [classes, interfaces] = [declared.filter(ts.isClassDeclaration), declared.filter(ts.isInterfaceDeclaration)];
    if (classes.length + interfaces.length < declared.length)
        throw new Error("an export is neither class nor interface");
    return [introduction, ...classes.map(renderClass), ...interfaces.map(renderInterface), otherLanguages].join("\n");
}

function declarationOf(exported: ts.Symbol, checker: ts.TypeChecker): ts.Declaration {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const [declaration] = symbol.declarations ?? [];
    if (declaration === undefined) throw new Error(`${exported.name} is declared nowhere`);
    return declaration;
}

function renderClass(declared: ts.ClassDeclaration): string {
    const outputs = declared.members.filter(ts.isPropertyDeclaration).filter(isPublic);
    const constructors = declared.members.filter(ts.isConstructorDeclaration).map(renderConstructor);
    return [...heading(declared), ...constructors, ...table("Output", outputs)].join("\n");
}

function renderConstructor(declared: ts.ConstructorDeclaration): string {
    const parameters = declared.parameters.map((parameter) => parameter.getText()).join(", ");
    const about = ts.getJSDocTags(declared).map((tag) => {
        const subject = ts.isJSDocParameterTag(tag) ? `\`${tag.name.getText()}\`: ` : "";
        return `- ${tag.tagName.text === "throws" ? "Throws " : subject}${ts.getTextOfJSDocComment(tag.comment) ?? ""}`;
    });
    return ["```ts", `new HardenedHost(${parameters})`, "```", "", ...about, ""].join("\n");
}

function renderInterface(declared: ts.InterfaceDeclaration): string {
    return [...heading(declared), ...table("Argument", declared.members.filter(ts.isPropertySignature))].join("\n");
}

function heading(declared: ts.ClassDeclaration | ts.InterfaceDeclaration): string[] {
    return [`## ${declared.name?.text ?? ""}`, "", ...[documentation(declared)].filter((text) => text !== ""), ""];
}

function table(title: string, members: readonly (ts.PropertySignature | ts.PropertyDeclaration)[]): string[] {
    const rows = members.map((member) => {
        const type =
            member.type
                ?.getText()
                .replace(/\s+/g, " ")
                .replace(/ \| undefined$/, "") ?? "";
        const needed = member.questionToken === undefined && ts.isPropertySignature(member) ? " (required)" : "";
        return `| \`${member.name.getText()}\`${needed} | \`${cell(type)}\` | ${cell(documentation(member))} |`;
    });
    return [`| ${title} | Type | Meaning |`, "| --- | --- | --- |", ...rows, ""];
}

/** The comment above a declaration, and the default that it names. */
function documentation(declared: ts.Node): string {
    const comments = ts.getJSDocCommentsAndTags(declared).filter(ts.isJSDoc);
    const text = comments.map((one) => ts.getTextOfJSDocComment(one.comment) ?? "").join(" ");
    const defaults = ts.getJSDocTags(declared).filter((tag) => tag.tagName.text === "default");
    const said = defaults.map((tag) => ` Default: ${ts.getTextOfJSDocComment(tag.comment) ?? ""}.`).join("");
    return `${text}${said}`.replace(/\s+/g, " ").trim();
}

function isPublic(member: ts.PropertyDeclaration): boolean {
    return (ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0;
}

function cell(text: string): string {
    return text.replaceAll("|", String.raw`\|`);
}
