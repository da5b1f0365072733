import type { Check } from "../../part";
import type { ServedSite } from "./served-sites";
import { certificate } from "./tls-options";
import { account } from "./unit";

/** What `systemd-analyze security` says of the sandboxed unit; the reasons for what is left are in unit.ts. */
export const highestExposure = 2.1;

const running = "systemctl is-active --quiet nginx.service";
const handshake = (name: string) => `openssl s_client -connect 127.0.0.1:443 -servername ${name}`;

export function edgeChecks(sites: readonly ServedSite[]): Check[] {
    return [
        {
            title: "the configuration of the web edge is valid and in force",
            command: `nginx -t -q && nginx -T 2>/dev/null | grep -q "ssl_reject_handshake on" && ${running}`,
        },
        {
            title: "the web edge shows no certificate to whoever asks for an unknown name",
            command: `${handshake("unknown.invalid")} </dev/null 2>&1 | grep -qi "unrecognized.name"`,
        },
        {
            title: "the account of the web edge cannot read the private key",
            command: `[ -s ${certificate.key} ] && ! setpriv --reuid=${account} --regid=${account} --clear-groups cat ${certificate.key} >/dev/null 2>&1`,
        },
        {
            title: `the web edge is sandboxed: its exposure is ${highestExposure} at most`,
            command: `${running} && systemd-analyze security --no-pager --threshold=${highestExposure * 10} nginx.service`,
        },
        ...sites.slice(0, 1).flatMap(({ hostNames: [name = ""] }) => siteChecks(name)),
    ];
}

function siteChecks(name: string): Check[] {
    const request = String.raw`printf 'HEAD / HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n'`;
    return [
        {
            title: `https://${name} has strict transport security`,
            command: `${request} | ${handshake(name)} -quiet -ign_eof 2>/dev/null | grep -qi '^strict-transport-security: max-age='`,
        },
    ];
}
