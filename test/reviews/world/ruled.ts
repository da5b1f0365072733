// A Pulumi program that keeps the rules of the user's program and asks for a bucket, and then for one that is public.
import * as pulumi from "@pulumi/pulumi";
import { ruleKeeper } from "../../../stacks/enforce-rules";

class Bucket extends pulumi.CustomResource {
    public constructor(name: string, acl: string, transformation: pulumi.ResourceTransformation) {
        const type = "digitalocean:index/spacesBucket:SpacesBucket";
        super(type, name, { acl }, { transformations: [transformation] });
    }
}

export function program(): void {
    const keepRules = ruleKeeper();
    new Bucket("kept", "private", keepRules);
    new Bucket("published", "public-read", keepRules);
}
