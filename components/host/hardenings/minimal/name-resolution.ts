import { renderIni } from "../../formats/ini";
import type { PartialHostPlan } from "../../plan";
import type { Check } from "../../part";

const dropIn = "/etc/systemd/resolved.conf.d/60-hardened-host.conf";

/**
 * systemd-resolved asks and answers its neighbours by name unless told otherwise, and listens on every interface for
 * it. Images without it are left as they are.
 */
export const nameResolutionPlan: PartialHostPlan = {
    files: {
        [dropIn]: {
            content: renderIni("Resolve", [
                {
                    key: "LLMNR",
                    value: false,
                    why: "Any neighbour could answer for any name: RFC 4795 section 5, and it is how credentials are phished.",
                },
                { key: "MulticastDNS", value: false, why: "The same by another protocol; servers have names in DNS." },
            ]),
        },
    },
    units: { "systemd-resolved.service": { watches: [dropIn] } },
};

export const nameResolutionChecks: readonly Check[] = [
    {
        title: "nobody on the local network segment is asked, or answered, for names",
        command: "! ss -Htuln | grep -Eq '[:.](5355|5353) '",
    },
];
