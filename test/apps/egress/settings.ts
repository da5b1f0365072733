import { serviceOf } from "./world";

export const open = {
    direct: serviceOf("direct", { destinations: "any" }),
};
export const fetcher = serviceOf("fetcher", { port: 8000, proxy: { deniedDomains: ["denied.example.org"] } });
const mirror = { purpose: "mirror of the tests", accounts: ["nobody"], ports: [8443] };
export const egress = {
    allowed: [
        { ...mirror, to: ["mirror.example.net", "private.example.net"] },
        { purpose: "moving server", accounts: ["nobody"], ports: [80], to: ["moving.example.net"] },
        { purpose: "inner server", accounts: ["nobody"], ports: [443], to: ["10.66.0.1"] },
    ],
};
