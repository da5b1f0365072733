import * as pulumi from "@pulumi/pulumi";
import { installPlugin, packagedPlugin, pluginCache } from "./delivery/provider-plugin";

const plugin = packagedPlugin();
let isInstalled = false;

/**
 * Sees to it that the engine finds our provider, in the version that belongs to this code: installed before the first
 * resource asks for it. Nothing is done in the repository, and nothing under mocks.
 */
export function withOwnPlugin(options: pulumi.ComponentResourceOptions): pulumi.ComponentResourceOptions {
    if (plugin === undefined) return options;
    if (!isInstalled && hasEngine()) {
        // eslint-disable-next-line no-restricted-syntax -- where Pulumi keeps plugins is Pulumi's to say
        installPlugin(plugin, pluginCache(process.env));
        isInstalled = true;
    }
    const { version } = plugin;
    const pinVersion: pulumi.ResourceTransformation = ({ type, props, opts }) =>
        type.startsWith("hardened-host:") ? { props, opts: { ...opts, version } } : undefined;
    return pulumi.mergeOptions(options, { transformations: [pinVersion] });
}

/** Mocks have none. */
function hasEngine(): boolean {
    // Its type does not say so, but without an address there is no client.
    const engine: unknown = pulumi.runtime.getEngine();
    return engine !== undefined && engine !== null;
}
