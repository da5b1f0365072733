import { renderIniSections } from "../../formats/ini";
import { sortedUnion } from "../../merge";
import { deniedRanges } from "./outgoing";
import type { ZulipSettings } from "./settings";

/** The whole of /etc/zulip/zulip.conf: what Zulip's puppet makes of the system. */
export function zulipConf({ postgresqlVersion, outgoing }: ZulipSettings): string {
    const allowed = outgoing.allowRanges.join(",");
    return renderIniSections({
        machine: [
            { key: "puppet_classes", value: "zulip::profile::standalone", why: "All of Zulip on one host." },
            { key: "deploy_type", value: "production", why: "" },
            { key: "timesync", value: "none", why: "The host keeps its clock by itself." },
        ],
        postgresql: [{ key: "version", value: postgresqlVersion, why: "" }],
        http_proxy: [
            { key: "host", value: "localhost", why: "Whatever users make the server ask goes through Smokescreen." },
            { key: "port", value: 4750, why: "" },
            { key: "listen_address", value: "127.0.0.1", why: "" },
            {
                key: "deny_ranges",
                value: sortedUnion(deniedRanges, outgoing.denyRanges).join(","),
                why: "Never asked: this host, its cloud's metadata, private networks, and disguises of these.",
            },
            ...(allowed === "" ? [] : [{ key: "allow_ranges", value: allowed, why: "Asked after all: the settings." }]),
            {
                key: "enable_for_camo",
                value: true,
                why: "The fetcher of images has rules of its own: here it is bound by the same as all others.",
            },
        ],
    });
}
