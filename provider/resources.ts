import type { Resource } from "./resource";

/** Every kind of resource, by the last part of its type token. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each kind has inputs and state of its own
export const resources: Readonly<Record<string, Resource<any, any>>> = {};
