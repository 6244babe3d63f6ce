import type { Json, TemplateResource } from "../../domain/template.ts";
import { getAtt } from "../../template/intrinsics.ts";
import { customResourceFunction } from "../custom-resource-function.ts";
import { functionRole, inlinePolicy } from "../iam.ts";
import type { WorkloadInputs } from "../inputs.ts";
import { numberedId } from "../logical-id.ts";
import { described, type Resources } from "../resources.ts";
import type { ListenerRule } from "./listener-rule.ts";

const functionId = "RulePriorityFunction";
const roleId = "RulePriorityFunctionRole";

/** The function that finds free priorities on a listener, and its role (copilot-model.md 6). */
export function rulePriorityFunction(inputs: WorkloadInputs): Resources {
  const describeRules = {
    Effect: "Allow",
    Action: ["elasticloadbalancing:DescribeRules"],
    Resource: "*",
  };
  return {
    [functionId]: customResourceFunction(inputs, {
      name: functionId,
      handler: "index.nextAvailableRulePriorityHandler",
      timeout: 600,
      role: roleId,
    }),
    [roleId]: functionRole(
      "Lets the priority function read the listener rules that exist",
      inputs.application.permissionsBoundary,
      [inlinePolicy("RulePriorityGeneratorAccess", describeRules)],
    ),
  };
}

/** Asks for one priority per rule on a listener; asked again only when the listener or a path changes (copilot-model.md 6). */
export function rulePriorities(rules: readonly ListenerRule[], listenerArn: Json): TemplateResource {
  return {
    Metadata: described("Finds free priorities for this service's rules on the listener"),
    Type: "Custom::RulePriorityFunction",
    Properties: {
      ServiceToken: getAtt(functionId, "Arn"),
      RulePath: rules.map((rule) => rule.path),
      ListenerArn: listenerArn,
    },
  };
}

/** The priority that a custom resource found for the rule at an index. */
export function priorityOf(priorityActionId: string, index: number): Json {
  return getAtt(priorityActionId, numberedId("Priority", index));
}
