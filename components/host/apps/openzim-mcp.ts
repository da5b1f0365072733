import { mergePlans } from "../merge";
import { installPlan, installReaches } from "../program-install";
import { versionFolder } from "../program-source";
import type { ProgramSource } from "../program-source";
import { reachOfUrls } from "../reach";
import { sandboxedServicePlan } from "../sandboxed-service";
import { siteSocket } from "../service-companions";
import { defineApp } from "./app";
import { contentPlan, digestList, keeperAccount, servedFolders, serverAccount, zimRoot } from "./openzim-mcp/content";
import { openzimMcpVersion, requirements } from "./openzim-mcp/requirements";
import { openzimMcpSettings } from "./openzim-mcp/settings";
import type { OpenzimMcpSettings } from "./openzim-mcp/settings";
import { watchPlan } from "./openzim-mcp/watch";

/** On the server's own loopback interface: not a port of the host. */
const port = 8000;

/**
 * Answers questions of language models from ZIM files, over HTTP behind the web edge, to those who have the token. Its
 * configuration is that of release 3.4; docs/apps/openzim-mcp.md says what of its security guide is where.
 */
export const openzimMcp = defineApp({
    id: "openzim-mcp",
    settings: openzimMcpSettings,
    needs: ["edge"],
    // The digests are those of wheels for Python 3.13.
    demands: ({ memoryMaxMib }) => ({ memoryMib: memoryMaxMib, diskMib: 512, distributions: ["debian-13"] }),
    claims: (settings) => ({
        sites: [
            {
                name: "openzim-mcp",
                hostNames: [settings.hostName],
                upstream: { unixSocket: siteSocket("openzim-mcp") },
            },
        ],
        backupSets: [
            {
                name: "openzim-mcp",
                paths: [zimRoot, "/etc/openzim-mcp"],
                exclude: [`${zimRoot}/temp`],
                verify: `[ ! -s ${digestList} ] || sha256sum --check --quiet ${digestList}`,
            },
        ],
        reaches: [
            ...installReaches("openzim-mcp", sourceOf(settings)),
            ...reachOfUrls(
                "ZIM files",
                keeperAccount,
                Object.values(settings.archives).flatMap(({ url }) => (url === undefined ? [] : [url])),
            ),
        ],
    }),
    plan: (settings) => {
        const source = sourceOf(settings);
        const folder = versionFolder("openzim-mcp", source) ?? "";
        const parts = [
            installPlan("openzim-mcp", source),
            serverPlan(settings, folder),
            contentPlan(settings),
            watchPlan(settings, `${folder}/bin/python`),
        ];
        return mergePlans(parts.map((plan) => ({ by: "openzim-mcp", plan })));
    },
    checks: () => [
        {
            title: "OpenZIM MCP answers its health check",
            sideEffect: "runs the check that sends a notice when it fails",
            command: "systemctl start openzim-mcp-health.service",
        },
        {
            title: "OpenZIM MCP is confined: its exposure is 1.5 or less",
            command: "systemd-analyze security --no-pager --threshold=15 openzim-mcp.service >/dev/null",
        },
        {
            title: "no port of the host leads to OpenZIM MCP",
            command: `! ss -H -ltnp | grep -q openzim-mcp && systemctl is-active --quiet openzim-mcp-site.socket`,
        },
        {
            title: "the account of OpenZIM MCP cannot change the files that it serves",
            command: `! setpriv --reuid ${serverAccount} --regid ${serverAccount} --clear-groups test -w ${servedFolders[1]} && test -d ${servedFolders[1]}`,
        },
    ],
});

function sourceOf({ index }: OpenzimMcpSettings): ProgramSource {
    return {
        pypi: {
            version: openzimMcpVersion,
            requirements: [...requirements],
            ...(index === undefined ? {} : { index }),
        },
    };
}

function serverPlan(settings: OpenzimMcpSettings, folder: string) {
    const { hostName, mode, maxContentLength, logLevel, requestsPerSecond, burst, memoryMaxMib, tokenSecret } =
        settings;
    return sandboxedServicePlan({
        name: "openzim-mcp",
        description: "OpenZIM MCP server",
        command: [
            `${folder}/bin/openzim-mcp`,
            ...["--mode", mode, "--transport", "http", "--host", "127.0.0.1", "--port", String(port)],
            ...servedFolders,
        ],
        sandbox: {
            network: { kind: "own-loopback" },
            loosen: {},
            memoryMaxMib,
            tasksMax: 64,
            // Its guide: 1024, and 2048 at most.
            openFilesMax: 1024,
        },
        keepsState: false,
        environment: {
            // Answers to any other host name are refused with 421: a page in a browser cannot reach it by DNS rebinding.
            OPENZIM_MCP_ALLOWED_HOSTS: JSON.stringify([hostName]),
            OPENZIM_MCP_CONTENT__MAX_CONTENT_LENGTH: String(maxContentLength),
            OPENZIM_MCP_LOGGING__LEVEL: logLevel,
            OPENZIM_MCP_RATE_LIMIT__ENABLED: "true",
            OPENZIM_MCP_RATE_LIMIT__REQUESTS_PER_SECOND: String(requestsPerSecond),
            OPENZIM_MCP_RATE_LIMIT__BURST_SIZE: String(burst),
        },
        credentials: { token: { secret: tokenSecret, environment: "OPENZIM_MCP_AUTH_TOKEN" } },
        port,
        healthCommand: `curl --fail --silent --max-time 5 http://127.0.0.1:${port}/healthz`,
    });
}
