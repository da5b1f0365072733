import { isIP } from "node:net";
import { z } from "zod";
import { hashComment, managedNotice } from "../../formats/comments";
import { pemCertificates } from "../../pem";
import type { AdminTask } from "../../part";
import type { ManagedFile, Opening, PartialHostPlan } from "../../plan";
import type { Reach } from "../../reach";
import { domainName } from "../../values";
import { distributionPort } from "./paths";

const folder = "/etc/ejabberd/cluster";
const cookie = "/var/lib/ejabberd/.erlang.cookie";

const ipv4Address = () => z.string().refine((text) => isIP(text) === 4, "must be an IPv4 address");
const secretName = (name: string) =>
    z
        .string()
        .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, hyphens and _")
        .default(name);

/** Several servers that are one: the same users, rooms and data. */
export const clusterSettings = z
    .strictObject({
        name: domainName().meta({
            description:
                "Host name of this node among the others; `ejabberd@<name>` owns its database, and never changes.",
        }),
        address: ipv4Address().meta({ description: "Address of this host at which the other nodes reach it." }),
        peers: z
            .record(domainName(), ipv4Address())
            .refine((peers) => Object.keys(peers).length > 0, "must name at least one other node")
            .meta({ description: "Every other node: its name and its address. Nobody else reaches the nodes' port." }),
        join: domainName()
            .optional()
            .meta({
                description:
                    "Node that this one joins, once, after its first delivery: its own database is replaced by that node's. Left " +
                    "out on the node that is first.",
            }),
        authority: pemCertificates()
            .refine((all) => all.length > 0, "must hold the certificate of the nodes' own authority")
            .meta({
                description: "Certificate of the authority that signs the nodes' certificates and no others, in PEM.",
            }),
        nodeSecret: secretName("ejabberdNode").meta({
            description:
                "Name of the secret with this node's private key and certificate, in PEM, one after the other.",
        }),
        cookieSecret: secretName("ejabberdCookie").meta({
            description: "Name of the secret that all nodes share (Erlang's cookie): 20 or more letters and digits.",
        }),
    })
    .refine(({ name, peers }) => !Object.hasOwn(peers, name), {
        path: ["peers"],
        message: "must not name this node itself",
    })
    .refine(({ join, peers }) => join === undefined || Object.hasOwn(peers, join), {
        path: ["join"],
        message: "must be one of the peers",
    });

export type ClusterSettings = z.output<typeof clusterSettings>;

/**
 * Erlang's distribution gives whoever speaks it the whole server, and of itself has neither encryption nor more than the
 * cookie: here both sides prove themselves by a certificate of the nodes' own authority, over TLS 1.3.
 */
export function clusterPlan(cluster: ClusterSettings): PartialHostPlan {
    const group = "ejabberd";
    return {
        folders: {
            [folder]: { mode: "0750", group },
            "/var/lib/ejabberd": { mode: "0700", owner: "ejabberd", group },
        },
        files: {
            [`${folder}/authority.pem`]: {
                content: cluster.authority.map((certificate) => `${certificate.trimEnd()}\n`).join(""),
                validate: 'openssl x509 -noout -in "$1"',
            },
            [`${folder}/inet_tls.conf`]: tlsOptions(),
            // Where Erlang looks names up: no name server can say where a node is.
            "/etc/ejabberd/inetrc": namesFile(cluster),
        },
        packages: ["openssl"],
        secretFiles: {
            [`${folder}/node.pem`]: { secret: cluster.nodeSecret, mode: "0640", group },
            [cookie]: { secret: cluster.cookieSecret, mode: "0400", owner: "ejabberd", group },
        },
    };
}

/** Files whose change has the server start anew. */
export const clusterFiles = [`${folder}/`, "/etc/ejabberd/inetrc", cookie];

function tlsOptions(): ManagedFile {
    const shared = [
        `{certfile, "${folder}/node.pem"}`,
        `{keyfile, "${folder}/node.pem"}`,
        `{cacertfile, "${folder}/authority.pem"}`,
        "{verify, verify_peer}",
        "{versions, ['tlsv1.3']}",
    ].join(",\n    ");
    const content = [
        ...managedNotice.split("\n").map((line) => `%% ${line}`),
        `[{server, [\n    ${shared},\n    {fail_if_no_peer_cert, true}]},`,
        // Of the node that is called, the name in its certificate is looked at too.
        ` {client, [\n    ${shared}]}].`,
        "",
    ].join("\n");
    return {
        content,
        validate:
            "erl -noinput -eval '{ok, [_]} = file:consult(lists:last(init:get_plain_arguments())), halt().' -extra \"$1\"",
    };
}

function namesFile({ name, address, peers }: ClusterSettings): ManagedFile {
    const lines = Object.entries({ ...peers, [name]: address })
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([host, ip]) => `{host, {${ip.split(".").join(",")}}, ["${host}"]}.`);
    const notice = managedNotice.split("\n").map((line) => `%% ${line}`);
    return { content: [...notice, ...lines, "{lookup, [file, native]}.", ""].join("\n") };
}

/** Lines of /etc/default/ejabberd; without a cluster the distribution is spoken on this host only. */
export function distributionOptions(cluster: ClusterSettings | undefined): string[] {
    const noDump = "-env ERL_CRASH_DUMP_BYTES 0";
    const dumps = hashComment("No dump of the memory, with all that is in it, when it crashes.");
    if (cluster === undefined) return ["INET_DIST_INTERFACE=127.0.0.1", "", ...dumps, `ERL_OPTIONS="${noDump}"`];
    return [
        `INET_DIST_INTERFACE=${cluster.address}`,
        `ERLANG_NODE=ejabberd@${cluster.name}`,
        "",
        ...dumps,
        ...hashComment("Nodes, and ejabberdctl, speak to each other over TLS."),
        `ERL_OPTIONS="${noDump} -proto_dist inet_tls -ssl_dist_optfile ${folder}/inet_tls.conf"`,
    ];
}

export function clusterOpenings(cluster: ClusterSettings | undefined): Opening[] {
    if (cluster === undefined) return [];
    const sources = Object.values(cluster.peers)
        .sort()
        .map((address) => `${address}/32`);
    return [{ protocol: "tcp", port: distributionPort, sources, purpose: "nodes of the XMPP cluster" }];
}

export function clusterReaches(cluster: ClusterSettings | undefined): Reach[] {
    if (cluster === undefined) return [];
    const to = Object.values(cluster.peers).sort();
    return [
        {
            purpose: "nodes of the XMPP cluster",
            accounts: ["ejabberd"],
            protocol: "tcp",
            ports: [distributionPort],
            to,
        },
    ];
}

/** Joining answers before it is done, and a node that has joined is left alone. */
export function joinTask(cluster: ClusterSettings | undefined): AdminTask[] {
    if (cluster?.join === undefined) return [];
    const node = `ejabberd@${cluster.join}`;
    const nodes = `ejabberdctl list_cluster 2>/dev/null | tr -d "'"`;
    const joined = `${nodes} | grep -qxF '${node}'`;
    return [
        {
            name: "ejabberd-cluster",
            revision: node,
            command: [
                "set -eu",
                "ejabberdctl started >&2",
                `if ! ${joined}; then`,
                `    ejabberdctl join_cluster '${node}' >&2`,
                `    for _ in $(seq 60); do ${joined} && break; sleep 2; done`,
                `    ${joined} || { echo "it has not joined ${node}: see its log" >&2; exit 1; }`,
                "    ejabberdctl started >&2",
                "fi",
                nodes,
                "",
            ].join("\n"),
        },
    ];
}
