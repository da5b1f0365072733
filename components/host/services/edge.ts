import { failureReportPlan } from "../failure-report";
import { mergePlans } from "../merge";
import type { HostFacts } from "../part";
import type { Opening, PartialHostPlan } from "../plan";
import { edgeChecks } from "./edge/checks";
import { pageFiles } from "./edge/default-page";
import { loginJail, logRotationPlan } from "./edge/logs";
import { nginxConf } from "./edge/nginx-conf";
import { servedSites } from "./edge/served-sites";
import { edgeSettings } from "./edge/settings";
import type { EdgeSettings } from "./edge/settings";
import { certificateFiles, featuresOf } from "./edge/tls-options";
import { account, bodyFolder, nginxDropIn } from "./edge/unit";
import { noClaims } from "../claims";
import type { Claims } from "../claims";
import { defineService } from "./service";

const configuration = "/etc/nginx/nginx.conf";
const unit = "nginx.service";
const dropIn = `/etc/systemd/system/${unit}.d/60-hardened-host.conf`;

/** Default of `firewall.connectionsPerSource`. */
const usualConnections = 5000;

/** HTTPS for every site of the host, with one certificate: what programs say to the world goes through here. */
export const edge = defineService({
    id: "edge",
    settings: edgeSettings,
    needs: ["tls"],
    claims: (chosen, { distribution }) => ({
        openings: openings(chosen, featuresOf(distribution).http3),
        jails: [loginJail],
        certificateReloads: [unit],
        servedCertificates: Object.values(chosen.sites)
            .slice(0, 1)
            .flatMap(({ hostNames }) => hostNames.slice(0, 1))
            .map((serverName) => ({ port: 443, serverName })),
    }),
    plan: (chosen, host, claims) => {
        const parts = [serverPlan(chosen, host, claims), logRotationPlan(chosen.logRetentionDays), failureReportPlan()];
        return mergePlans(parts.map((plan) => ({ by: "edge", plan })));
    },
    checks: (chosen) => edgeChecks(servedSites(chosen, noClaims)),
});

/** nginx counts first, and answers instead of staying silent; the firewall's own limit must not be below nginx's. */
function openings({ plainHttp, http3, limits }: EdgeSettings, hasHttp3: boolean): Opening[] {
    const { connectionsPerAddress } = limits;
    const count = connectionsPerAddress > usualConnections ? { connectionsPerSource: connectionsPerAddress } : {};
    const open = (protocol: Opening["protocol"], port: number, purpose: string) => ({
        protocol,
        port,
        sources: [],
        purpose,
        ...(protocol === "tcp" ? count : {}),
    });
    return [
        open("tcp", 443, "HTTPS"),
        ...(plainHttp === "redirect" ? [open("tcp", 80, "HTTP, to HTTPS")] : []),
        ...(http3 && hasHttp3 ? [open("udp", 443, "HTTP/3")] : []),
    ];
}

function serverPlan(chosen: EdgeSettings, host: HostFacts, claims: Claims): PartialHostPlan {
    const sites = servedSites(chosen, claims);
    const bodies = ["body", "fastcgi", "proxy", "scgi", "uwsgi"].map((name) => `${bodyFolder}/${name}`);
    return {
        packages: ["nginx", "openssl"],
        folders: Object.fromEntries(bodies.map((path) => [path, { mode: "0700", owner: account }])),
        files: {
            [configuration]: { content: nginxConf(chosen, sites, host, claims), validate: validation },
            [dropIn]: { content: nginxDropIn },
            ...pageFiles(sites),
        },
        units: { [unit]: { enabled: true, active: true, onChange: "reload", watches: [configuration] } },
    };
}

/**
 * nginx reads the certificate when it tests, and a host that gets its first one has none yet: a pair made for the test
 * stands in for it. The pair itself is tested where it is made.
 */
const validation = [
    "folder=$(mktemp -d) && trap 'rm -rf \"$folder\"' EXIT",
    'openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 1 -subj /CN=test -keyout "$folder/key" -out "$folder/chain" 2>/dev/null',
    `sed -e "s#${certificateFiles.chains}#$folder/chain#; s#${certificateFiles.keys}#$folder/key#; s#^pid .*#pid $folder/pid;#" -e "s#^error_log .*#error_log stderr crit;#; s#^ *access_log .*#access_log off;#" "$1" >"$folder/nginx.conf"`,
    'nginx -t -q -c "$folder/nginx.conf"',
].join(" && ");
