// Stands for the plugin of a cloud, which a preview asks to check inputs and to look things up. Makes nothing.
import { main, type Provider } from "@pulumi/pulumi/provider";
import { lookUp } from "../test/components/cloud-answers";

const cloud: Provider = {
    version: "0.0.0",
    check: (_urn, _olds, news: unknown) => Promise.resolve({ inputs: news, failures: [] }),
    invoke: (token) => Promise.resolve({ outputs: lookUp(token), failures: [] }),
};

void main(cloud, process.argv.slice(2));
