import type { Json } from "../../../domain/template.ts";
import { isJsonMap } from "../../../template/json-pointer.ts";
import { plainResources } from "../../cloudformation/plain-resource.ts";
import type { Provisioner, ProvisionRequest } from "../../cloudformation/provision.ts";
import { putRuleRecord, rules } from "./rule-state.ts";

/** Rules as stacks make them: with their targets, on the default bus. */
export const eventBridgeProvisioners: Readonly<Record<string, Provisioner>> = {
  "AWS::Events::Rule": {
    begin: (request) => {
      const provision = plainResources.begin(request);
      if (provision.kind === "fails") return provision;
      if (request.verb === "delete") request.context.state(rules).delete(provision.physicalId);
      else putRule(request, provision.physicalId);
      return provision;
    },
  },
};

function putRule({ context, properties }: ProvisionRequest, physicalId: string): void {
  const { EventPattern, ScheduleExpression, Description, State, Targets, EventBusName } = properties;
  if (EventBusName !== undefined && EventBusName !== "default") return;
  const rule = putRuleRecord(context, {
    name: physicalId,
    pattern: isJsonMap(EventPattern) ? EventPattern : undefined,
    schedule: textOf(ScheduleExpression),
    description: textOf(Description),
    enabled: State !== "DISABLED",
  });
  rule.targets.clear();
  for (const target of Array.isArray(Targets) ? Targets : []) {
    if (!isJsonMap(target)) continue;
    const id = textOf(target["Id"]) ?? "";
    rule.targets.set(id, {
      id,
      arn: textOf(target["Arn"]) ?? "",
      roleArn: textOf(target["RoleArn"]),
      input: textOf(target["Input"]),
      inputPath: textOf(target["InputPath"]),
    });
  }
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
