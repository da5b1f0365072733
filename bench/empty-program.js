// The least that a program can make: what the engine itself costs. Plain JavaScript, so that nothing but the SDK is loaded.
const { ComponentResource } = require("@pulumi/pulumi");
new ComponentResource("bench:index:Empty", "empty");
