import { z } from "zod";

/** Path prefix of a route: no white space, quotes, braces, dollar signs or other characters of a configuration file. */
const routePath = () =>
    z
        .string()
        .max(200, "must be at most 200 characters")
        .regex(
            /^\/[A-Za-z0-9/_.~@:+-]*$/,
            "must be a path such as /login: letters, digits and /_.~@:+-, not percent-encoded",
        )
        .refine((path) => !/\/\/|\/\.\.?(\/|$)/.test(path), "must not contain //, . or .. parts");

/** CSP3 serialized-source: a keyword, a scheme, or a host with or without a scheme and a port. */
const cspSource = () =>
    z
        .string()
        .max(200, "must be at most 200 characters")
        .regex(
            /^('[A-Za-z0-9+/=-]+'|[A-Za-z][A-Za-z0-9+.-]*:|([a-z]+:\/\/)?[A-Za-z0-9*.-]+(:(\d+|\*))?(\/[A-Za-z0-9/_.-]*)?)$/,
            "must be a source of a content security policy such as 'self', data: or https://media.example.org",
        );

const cspDirectives = [
    ...["default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem"],
    ...["style-src-attr", "img-src", "font-src", "connect-src", "media-src", "object-src", "frame-src", "child-src"],
    ...["worker-src", "manifest-src", "form-action", "base-uri"],
] as const;

/** Response headers that the edge sets and that a program may set better. */
export const policyHeaders = [
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Frame-Options",
] as const;

/** Features of a browser that are off unless a site asks for them: W3C Permissions Policy. */
export const browserFeatures = [
    ...["accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation"],
    ...["gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture"],
    ...["publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock", "usb", "web-share"],
    ...["xr-spatial-tracking"],
] as const;

const referrerPolicies = [
    ...["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin", "no-referrer-when-downgrade"],
] as const;

const requestMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "REPORT"] as const;

/**
 * How the web edge treats one site. What is left out is strict; a program says what it needs beyond that, and why is
 * then to be read in its own file.
 */
export const sitePolicy = z
    .strictObject({
        serves: z
            .enum(["app", "uploads"])
            .default("app")
            .meta({
                description:
                    "`uploads`: files that strangers sent. Give them a host name of their own: they are shown in a sandbox, " +
                    "run no script, and get and set no cookie; only GET and HEAD are let through.",
            }),
        contentSecurityPolicy: z
            .partialRecord(z.enum(cspDirectives), z.array(cspSource()))
            .default({})
            .meta({
                description:
                    "Directives that replace those of the default policy, `default-src 'self'; object-src 'none'; " +
                    "base-uri 'self'; form-action 'self'` (for uploads: `default-src 'none'; img-src 'self'; media-src " +
                    "'self'` and a sandbox). An empty list is `'none'`.",
            }),
        framing: z.enum(["none", "same-origin"]).default("none").meta({
            description: "Who may show the site in a frame: sets `frame-ancestors` and X-Frame-Options.",
        }),
        referrerPolicy: z.enum(referrerPolicies).default("same-origin").meta({
            description: "What other sites learn of the address that a visitor comes from.",
        }),
        allowedFeatures: z.array(z.enum(browserFeatures)).default([]).meta({
            description: "Features of the browser that the site itself may use; frames of others may use none.",
        }),
        openerPolicy: z
            .enum(["same-origin", "same-origin-allow-popups", "unsafe-none"])
            .default("same-origin")
            .meta({ description: "Cross-Origin-Opener-Policy: which windows of other sites keep hold of this one." }),
        resourcePolicy: z
            .enum(["same-origin", "same-site", "cross-origin"])
            .optional()
            .meta({
                description:
                    "Cross-Origin-Resource-Policy: which sites may embed what this one serves. Default: `same-origin`, and " +
                    "`same-site` for uploads.",
            }),
        headersFromUpstream: z
            .array(z.enum(policyHeaders))
            .default([])
            .meta({ description: "Headers that the program sets itself: its value counts where it sends one." }),
        methods: z
            .array(z.enum(requestMethods))
            .min(1, "must name at least one method")
            .default(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
            .meta({ description: "Request methods that are let through; any other is answered with 405." }),
        loginPaths: z
            .array(routePath())
            .refine((paths) => new Set(paths).size === paths.length, "must not name a path twice")
            .default([])
            .meta({
                description: "Beginnings of the paths that take passwords: limited by `limits.loginRequestsPerSecond`.",
            }),
        webSockets: z.boolean().default(false).meta({ description: "Lets connections be upgraded to WebSocket." }),
        maxBodyMib: z.int().min(1, "must be 1 to 10240 MiB").max(10_240, "must be 1 to 10240 MiB").default(25).meta({
            description: "Largest request; a larger one is answered with 413.",
        }),
        responseTimeoutSeconds: z
            .int()
            .min(1, "must be 1 to 86400 seconds")
            .max(86_400, "must be 1 to 86400 seconds")
            .default(60)
            .meta({ description: "Longest silence of the program behind the site before the answer is 504." }),
    })
    .refine(({ serves, headersFromUpstream }) => serves !== "uploads" || headersFromUpstream.length === 0, {
        error: "must be empty where the site serves uploads: what strangers sent must not loosen its own sandbox",
        path: ["headersFromUpstream"],
    });

/** A checked policy, complete. */
export type SitePolicy = z.output<typeof sitePolicy>;

/** A policy as settings and apps write it: what is left out is the default. */
export type SitePolicyInput = z.input<typeof sitePolicy>;
