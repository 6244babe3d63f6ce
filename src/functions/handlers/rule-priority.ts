import {
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { CustomResource, CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import { lambdaHandler } from "../custom-resource/entry.ts";
import type { Attributes } from "../custom-resource/event.ts";
import { prioritiesFor } from "../environment/rule-priorities.ts";

/**
 * Finds free priorities on a listener for a workload's rules: `Priority` for the first path, `Priority1`, `Priority2`, …
 * for the others. Nothing is made, so Delete does nothing. copilot-model.md 6.
 */
export const rulePriority: CustomResource = {
  doing: ({ properties }) => `Finding free rule priorities on listener ${properties.text("ListenerArn")}`,
  physicalId: (event) => event.PhysicalResourceId ?? `alb-rule-priority-${event.LogicalResourceId}`,
  create: freePriorities,
  update: freePriorities,
  delete: () => Promise.resolve(),
};

/** What Lambda calls for `RulePriorityFunction`. */
export const nextAvailableRulePriorityHandler = lambdaHandler(rulePriority);

async function freePriorities(request: CustomResourceRequest): Promise<Attributes> {
  const taken = await takenPriorities(request);
  const paths = request.properties.texts("RulePath");
  // Templates before Copilot 1.20 name no path and take one priority.
  const free = prioritiesFor(paths.length === 0 ? ["any"] : paths, taken);
  return Object.fromEntries(free.map((priority, index) => [`Priority${index === 0 ? "" : index}`, priority]));
}

async function takenPriorities({ aws, properties }: CustomResourceRequest): Promise<readonly number[]> {
  const client = new ElasticLoadBalancingV2Client(aws);
  const taken: number[] = [];
  let marker: string | undefined;
  do {
    const page = await client.send(
      new DescribeRulesCommand({ ListenerArn: properties.text("ListenerArn"), Marker: marker }),
    );
    // The default rule's priority is the word "default".
    taken.push(...(page.Rules ?? []).map((rule) => Number(rule.Priority)).filter(Number.isInteger));
    marker = page.NextMarker;
  } while (marker !== undefined && marker !== "");
  return taken;
}
