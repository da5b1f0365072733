import { main } from "@pulumi/pulumi/provider";
import { connectEngineLog } from "./engine-log";
import { HardenedHostProvider } from "./hardened-host-provider";
import { resources } from "./resources";

const args = process.argv.slice(2);
void main(new HardenedHostProvider(resources, connectEngineLog(args)), args);
