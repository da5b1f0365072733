// Plain JavaScript, found by the engine: the provider starts from a bundle, which is made anew when its sources change.
const { provider } = require("../bundling/entries");
const { load } = require("../bundling/load");
load(provider);
