import { pointerOf } from "../../template/json-pointer.ts";
import { environmentPrefix } from "../names.ts";
import type { PartFacts } from "../part-facts.ts";
import type { PolicyRule } from "../rule.ts";

/** Code that runs while a stack is deployed. */
export const foreignCustomResource: PolicyRule = {
  code: "foreign-custom-resource",
  severity: "stop",
  judges: "additions",
  stops:
    "custom resources whose function is not in the same template, and further uses of Copilot's own functions",
  reason:
    "A custom resource's function runs at every deployment with its own role and decides what CloudFormation is told. Copilot's functions change listeners, records and the environment's stack.",
  remedy:
    "Define the function in the same addons, with code from the repository, and refer to it: `ServiceToken: !GetAtt TheFunction.Arn`.",
  judge: (facts) =>
    [...facts.resources]
      .filter(
        ([, { Type: type }]) => type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource",
      )
      .flatMap(([id, { Properties: properties = {} }]) => {
        const tokens = facts.texts(properties["ServiceToken"]);
        const faults =
          tokens.length === 0 ? ["has no function"] : tokens.flatMap((token) => faultOf(token, facts) ?? []);
        return faults.map((what) => ({ pointer: pointerOf(["Resources", id]), what }));
      }),
};

function faultOf(token: string, facts: PartFacts): string | undefined {
  const id = /^\$\{([A-Za-z0-9]+)(?:\.Arn)?\}$/.exec(token)?.[1];
  const own = facts.part.own?.Resources;
  if (id !== undefined && own !== undefined && Object.hasOwn(own, id))
    return `uses Copilot's own function ${id} for something else`;
  if (/^AWS::(?:Lambda|Serverless)::Function$/.test(facts.ownReference(token)?.Type ?? "")) return undefined;
  const imported = /^\$\{import:(.*)\}$/.exec(token)?.[1];
  if (imported?.startsWith(environmentPrefix(facts)) === true) return undefined;
  return `has ${token} do its work`;
}
