// What somebody would write by hand for one host: its resources, one after the other, by the cloud's own SDK.
const { readFileSync } = require("node:fs");
const { CustomResource, secret } = require("@pulumi/pulumi");

const { sdk, resources } = JSON.parse(readFileSync(process.env.HAND_WRITTEN, "utf8"));
require(sdk);
for (const { type, name, inputs, secrets } of resources) {
    const hidden = Object.entries(secrets).map(([key, value]) => [key, secret(value)]);
    new CustomResource(type, name, { ...inputs, ...Object.fromEntries(hidden) });
}
