import { z } from "zod";

/** A package name below each `node_modules`, as npm lays them out: no part may lead elsewhere. */
const packagePath = () =>
    z
        .string()
        .regex(
            /^$|^node_modules\/(@[a-z0-9~-][a-z0-9._~-]*\/)?[A-Za-z0-9_~-][A-Za-z0-9._~-]*(\/node_modules\/(@[a-z0-9~-][a-z0-9._~-]*\/)?[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/,
            "must be a path such as node_modules/name: links and workspaces have no place here",
        );

const platforms = () => z.array(z.string()).optional();

const lockedEntry = z.object({
    name: z.string().optional().meta({ description: "Its name, where its place has another." }),
    version: z
        .string()
        .regex(/^[0-9A-Za-z.+-]+$/, "must be a version")
        .optional()
        .meta({ description: "Its version." }),
    resolved: z
        .string()
        .regex(/^https?:\/\/[A-Za-z0-9.:[\]-]+\/[A-Za-z0-9._~/@%+-]+$/, "must be the http(s) address of an archive")
        .optional()
        .meta({
            description: "Where the host downloads it. Left out: where npm's registry has it, by name and version.",
        }),
    integrity: z
        .string()
        .regex(/^sha512-[A-Za-z0-9+/]{86}==$/, "must be sha512- and a SHA-512 digest in base64")
        .optional()
        .meta({ description: "Digest of the download. Anything else stops the delivery." }),
    inBundle: z.boolean().optional().meta({ description: "It comes in the archive of the package above it." }),
    dev: z.boolean().optional().meta({ description: "Only its authors need it: it is left out." }),
    optional: z.boolean().optional().meta({ description: "It is left out where it is not for the platform." }),
    os: platforms().meta({ description: "Systems that it is for." }),
    cpu: platforms().meta({ description: "Processors that it is for, as Node.js names them." }),
    libc: platforms().meta({ description: "C libraries that it is for." }),
    bin: z
        .record(
            z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/, "must be the name of a command"),
            z
                .string()
                .regex(
                    /^(\.\/)?[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/,
                    "must be a path in the package",
                ),
        )
        .optional()
        .meta({ description: "Its commands, and their files." }),
});

type LockedEntry = z.output<typeof lockedEntry>;

/** The root of the tree, the empty path, is the project that was locked: it is not installed. */
const entries = z.record(packagePath(), lockedEntry).superRefine((packages, context) => {
    for (const [path, { inBundle, integrity, resolved, version }] of Object.entries(packages)) {
        if (path === "" || inBundle === true) continue;
        const refuse = (field: string, message: string) => {
            context.addIssue({ code: "custom", path: [path, field], input: undefined, message });
        };
        if (integrity === undefined) {
            refuse("integrity", "must be given, as sha512: without it nobody knows what is downloaded");
        }
        if (resolved === undefined && version === undefined) refuse("version", "must be given where resolved is not");
    }
});

/** The content of a package-lock.json: docs.npmjs.com, "package-lock.json". What it says beside is passed over. */
export const npmLock = () =>
    z.object({
        lockfileVersion: z.union([z.literal(2), z.literal(3)]).meta({ description: "Format, of npm 7 and later." }),
        packages: entries.meta({
            description: "Every package of the tree by its place, and the project itself as the empty one.",
        }),
    });

export type NpmLock = z.output<ReturnType<typeof npmLock>>;

/** An archive that a host downloads. */
export interface LockedPackage {
    /** Below the program's folder, `node_modules/name`. */
    readonly path: string;
    readonly url: string;
    /** Hexadecimal. */
    readonly sha512: string;
    /** Debian's names of the processors that it is for. */
    readonly architectures: readonly string[];
}

/** Node.js's names of the processors of supported machines, by Debian's. */
const processors = { amd64: "x64", arm64: "arm64" } as const;

/** All that a host downloads, each package after the one that it lies in. */
export function lockedPackages({ packages }: NpmLock, registry: string | undefined): LockedPackage[] {
    return Object.entries(packages)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .flatMap(([path, entry]) => {
            const { resolved, integrity, dev, inBundle } = entry;
            if (path === "" || dev === true || inBundle === true || integrity === undefined) return [];
            const architectures = architecturesOf(entry);
            if (architectures.length === 0) return [];
            const sha512 = Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex");
            const url = fromRegistry(resolved ?? usualAddress(path, entry), registry);
            return [{ path, url, sha512, architectures }];
        });
}

function architecturesOf({ optional, os, cpu, libc }: LockedEntry): string[] {
    const all = Object.keys(processors);
    if (optional !== true) return all;
    if (!isFor(os, "linux") || !isFor(libc, "glibc")) return [];
    return Object.entries(processors).flatMap(([debian, node]) => (isFor(cpu, node) ? [debian] : []));
}

/** `["linux"]` is for Linux, `["!win32"]` for everything but Windows: docs.npmjs.com, "package.json", "os". */
function isFor(platforms: readonly string[] | undefined, own: string): boolean {
    if (platforms === undefined || platforms.length === 0) return true;
    if (platforms.includes(`!${own}`)) return false;
    return platforms.includes(own) || platforms.every((platform) => platform.startsWith("!"));
}

const npmRegistry = "https://registry.npmjs.org/";

/** npm leaves the address out where `omit-lockfile-registry-resolved` is set; its registry keeps to one form. */
function usualAddress(path: string, { name, version = "" }: LockedEntry): string {
    const full = name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    return `${npmRegistry}${full}/-/${full.slice(full.indexOf("/") + 1)}-${version}.tgz`;
}

function fromRegistry(resolved: string, registry: string | undefined): string {
    if (registry === undefined) return resolved;
    if (!resolved.startsWith(npmRegistry)) return resolved;
    return `${registry.replace(/\/$/, "")}/${resolved.slice(npmRegistry.length)}`;
}
