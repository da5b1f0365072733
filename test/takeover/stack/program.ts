// The program that users run, save for what a container, which shares its kernel with others, cannot carry.
import * as pulumi from "@pulumi/pulumi";
import { program as stackProgram } from "../../../stacks/index";
import type { HostPlan } from "../../../components/host/plan";
import { withoutMachineParts } from "../../faults/world/whole-plan";

export function program(): Record<string, pulumi.Input<unknown>> {
    pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
        if (type !== "hardened-host:index:HostConfiguration") return undefined;
        // Its inputs are the plan, completed; the SDK knows no resource's inputs by type.
        return { props: withoutMachineParts(props as HostPlan), opts };
    });
    return stackProgram();
}
