// The provider of any cloud, for previews alone: it takes whatever inputs there are, claims to have made it, and says
// what differs. Some properties need a new resource, as the cloud's own provider has it.
import { isDeepStrictEqual } from "node:util";
import { main, type Provider } from "@pulumi/pulumi/provider";

type Properties = Readonly<Record<string, unknown>>;

const replacing = ["image", "region", "userData"];

/** Outputs that the program waits for, which a cloud makes up. */
const claimed = { ipAddress: "198.51.100.7", dropletUrn: "do:droplet:1", reservedIpUrn: "do:reservedip:1" };

const provider: Provider = {
    version: "1.0.0",
    check: (_urn: string, _olds: Properties, news: Properties) => Promise.resolve({ inputs: news, failures: [] }),
    diff: (_id: string, _urn: string, olds: Properties, news: Properties) => {
        const differing = Object.keys(news).filter((name) => !isDeepStrictEqual(olds[name], news[name]));
        return Promise.resolve({
            changes: differing.length > 0,
            replaces: differing.filter((name) => replacing.includes(name)),
        });
    },
    create: (_urn: string, inputs: Properties) => Promise.resolve({ id: "1", outs: { ...inputs, ...claimed } }),
    read: (id: string, _urn: string, props: Properties) => {
        const inputs = Object.fromEntries(Object.entries(props).filter(([name]) => !Object.hasOwn(claimed, name)));
        return Promise.resolve({ id, props, inputs });
    },
};

void main(provider, process.argv.slice(2));
