import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engineMessages from "@pulumi/pulumi/proto/engine_pb";
import type { ProgressLog } from "./resource";

/** Makes the log of one resource's operation. */
export type LogFor = (urn: string) => ProgressLog;

/**
 * The engine shows nothing of a provider's stdout or stderr; lines reach the user only through its Log call, at the
 * address that it gives as the plugin's argument.
 */
export function connectEngineLog(args: readonly string[]): LogFor {
    const address = args.find((argument) => /:\d+$/.test(argument));
    if (address === undefined) return () => ({ progress() {}, info() {}, warn() {} });
    const engine = new EngineClient(address, grpc.credentials.createInsecure());
    return (urn) => {
        const send = (severity: engineMessages.LogSeverity, message: string, ephemeral: boolean) => {
            const request = new engineMessages.LogRequest();
            request.setSeverity(severity);
            request.setMessage(message);
            request.setUrn(urn);
            request.setEphemeral(ephemeral);
            // A lost progress line is no reason to fail a deployment.
            engine.log(request, () => {});
        };
        const { INFO, WARNING } = engineMessages.LogSeverity;
        return {
            progress: (message) => send(INFO, message, true),
            info: (message) => send(INFO, message, false),
            warn: (message) => send(WARNING, message, false),
        };
    };
}
