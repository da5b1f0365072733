import { createHash } from "node:crypto";
import { z } from "zod";
import { lockedPackages, npmLock } from "./npm-lock";
import { singleLine } from "./values";

export const sha256Digest = () => z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 digest: 64 digits 0-9 and a-f");

/** A digest stands for the content, whoever carries it: that is why http is accepted too. */
export const downloadUrl = () =>
    z.string().regex(/^https?:\/\/[A-Za-z0-9.:[\]-]+\/[A-Za-z0-9._~:/?#@!&()*+,;=%-]*$/, "must be an http(s) address");

const debianPackage = z.strictObject({
    name: z
        .string()
        .regex(/^[a-z0-9][a-z0-9+.-]+$/, "must be the name of a Debian package")
        .meta({ description: "Name of the package. It is updated with the distribution." }),
});

const archive = z.strictObject({
    url: downloadUrl().meta({ description: "Where the host downloads it." }),
    sha256: sha256Digest().meta({
        description: "Digest of the download. Anything else stops the delivery, and nothing on the host changes.",
    }),
    format: z.enum(["tar", "zip", "file"]).default("tar").meta({
        description: "`tar` with any compression, `zip`, or `file` for a single program that is not packed.",
    }),
    version: version().meta({ description: "Its version, for people: part of its folder's name." }),
    stripComponents: z.int().min(0).max(9).default(1).meta({
        description: "Leading folders that are cut off the names in a tar archive.",
    }),
});

const requirement = z
    .string()
    .regex(
        /^[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+( --hash=sha256:[0-9a-f]{64})+$/,
        "must be name==version and at least one --hash=sha256:<digest>",
    );

const pypi = z.strictObject({
    requirements: z
        .array(requirement)
        .min(1)
        .meta({
            description:
                "The program and everything it needs, one `name==version --hash=sha256:<digest> ...` each, as pip-compile " +
                "--generate-hashes prints them.",
        }),
    version: version().meta({ description: "Its version, for people: part of its folder's name." }),
    index: downloadUrl().optional().meta({
        description: "Package index to ask, for a host that reaches a mirror only. Left out: the one that pip knows.",
    }),
});

function version() {
    return z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,40}$/, "must be up to 41 letters, digits and ._+-");
}

const npm = z
    .strictObject({
        package: z
            .string()
            .regex(/^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/, "must be the name of an npm package")
            .meta({ description: "Name of the package whose commands are put into `bin` of the program's folder." }),
        version: version().meta({ description: "Its exact version: the one in the lock." }),
        lock: npmLock().meta({
            description:
                "Content of the package-lock.json of a project that depends on the package, as it is: JSON is YAML. Every " +
                "package in it is checked against its SHA-512, and no script of any is run.",
        }),
        registry: downloadUrl().optional().meta({
            description: "Takes the place of https://registry.npmjs.org/, for a host that reaches a mirror only.",
        }),
    })
    .refine(({ package: name, version: chosen, lock }) => lock.packages[`node_modules/${name}`]?.version === chosen, {
        path: ["version"],
        message: "must be the version of the package in the lock",
    });

const build = z.strictObject({
    folder: singleLine(4096).min(1, "must name a folder").meta({
        description:
            "Folder on the deploying computer in which it is built, from the folder of Pulumi.yaml on or absolute.",
    }),
    command: z
        .array(singleLine(4096))
        .min(1, "must name a program")
        .optional()
        .meta({
            description:
                "Program that builds it and its arguments, run at every preview and `up` in that folder, with no variable of " +
                "the environment that could hold a secret. Left out: it is built already.",
        }),
    output: singleLine(4096)
        .regex(/^(?!\/)(?!(.*\/)?\.\.(\/|$))/, "must be a path below the folder")
        .default(".")
        .meta({ description: "Folder below it that is delivered, with all that is in it." }),
    environment: z
        .record(
            z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be a name of an environment variable"),
            singleLine(4096),
        )
        .default({})
        .meta({ description: "Variables that the command gets besides, none of them secret." }),
    version: version().default("local").meta({ description: "Its version, for people: part of its folder's name." }),
    sha256: sha256Digest().optional().meta({
        description: "Digest that it must have, as a preview shows it. Left out: whatever comes out of the build.",
    }),
});

/** Where a program comes from; exactly one. */
export const programSource = z
    .strictObject({
        debian: debianPackage.optional().meta({ description: "A package of the distribution." }),
        archive: archive.optional().meta({ description: "A download that is checked against its digest." }),
        pypi: pypi.optional().meta({ description: "Python wheels, each checked against its digest." }),
        npm: npm.optional().meta({ description: "Packages for Node.js, each checked against its digest." }),
        build: build.optional().meta({ description: "A folder that is built on the deploying computer, and sent." }),
    })
    .refine(
        (source) => Object.keys(source).length === 1,
        "must name exactly one of debian, archive, pypi, npm and build",
    );

export type ProgramSource = z.output<typeof programSource>;
export type ArchiveSource = z.output<typeof archive>;
export type PypiSource = z.output<typeof pypi>;
export type NpmSource = z.output<typeof npm>;
export type BuildSource = z.output<typeof build>;

/** Absolute or, for what is installed into a folder of its own, relative to that folder. */
export const programPath = () =>
    singleLine().regex(/^\/?[A-Za-z0-9_+.-]+(\/[A-Za-z0-9_+.-]+)*$/, "must be a path of letters, digits and _+.-");

const programsFolder = "/opt/hardened-host";

/**
 * Folder of one version of a program, named by what is in it: another version, or the same with another digest, is
 * another folder. The unit names it, so that the swap of the unit file is the swap of the program, and a rollback too.
 */
export function versionFolder(name: string, { archive, pypi, npm, build: built }: ProgramSource): string | undefined {
    const source = archive ?? pypi ?? npm ?? built;
    if (source === undefined) return undefined;
    const digest = createHash("sha256")
        .update(JSON.stringify(contentOf(source)))
        .digest("hex");
    return `${programFolder(name)}/${source.version}-${digest.slice(0, 12)}`;
}

/** Where it was downloaded does not matter to what it is. */
function contentOf(source: ArchiveSource | PypiSource | NpmSource | BuildSource): unknown {
    if ("requirements" in source) return [...source.requirements].sort();
    if ("lock" in source) return lockedPackages(source.lock, undefined).map(({ path, sha512 }) => [path, sha512]);
    if ("output" in source) return buildDigest(source);
    return [source.sha256, source.format, source.stripComponents];
}

/** Digest of a build; of one that was not built, because only what is not its content is wanted, none that anything has. */
export function buildDigest({ sha256 }: BuildSource): string {
    return sha256 ?? "0".repeat(64);
}

/** Folder of all versions of a program. */
export function programFolder(name: string): string {
    return `${programsFolder}/${name}`;
}
