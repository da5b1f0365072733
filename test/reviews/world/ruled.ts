// A Pulumi program that keeps the rules of the user's program and asks for a bucket, and then for one that is public.
import * as pulumi from "@pulumi/pulumi";
import { enforceResourceRules } from "../../../stacks/enforce-rules";

class Bucket extends pulumi.CustomResource {
    public constructor(name: string, acl: string) {
        super("digitalocean:index/spacesBucket:SpacesBucket", name, { acl });
    }
}

export function program(): void {
    enforceResourceRules();
    new Bucket("kept", "private");
    new Bucket("published", "public-read");
}
