import type { Json } from "../../domain/template.ts";
import { pointerOf } from "../../template/json-pointer.ts";
import { itemsOf } from "../fold-values.ts";
import type { PartFacts } from "../part-facts.ts";
import type { PolicyRule } from "../rule.ts";

/** Policies that are attached by name. */
export const managedPolicy: PolicyRule = {
  code: "managed-policy",
  severity: "stop",
  judges: "additions",
  stops:
    "managed policies that give an account's administration or all data of a service, and those that nobody here can read",
  reason:
    "AdministratorAccess is one line. A policy of the account that is attached by its ARN may hold anything, now or later.",
  remedy:
    "Write the statements into the template's own AWS::IAM::ManagedPolicy, with the actions that are needed.",
  judge: (facts) =>
    [...facts.resources].flatMap(([id, { Type: type, Properties: properties = {} }]) =>
      attached(type, properties).flatMap((item) =>
        facts
          .texts(item)
          .filter((text) => !isHarmless(text, facts))
          .map((text) => ({ pointer: pointerOf(["Resources", id]), what: `attaches the policy ${text}` })),
      ),
    ),
};

function attached(type: string, properties: Readonly<Record<string, Json>>): readonly Json[] {
  if (type === "AWS::Serverless::Function" || type === "AWS::Serverless::StateMachine")
    return itemsOf(properties["Policies"]).filter((item) => typeof item === "string");
  return type.startsWith("AWS::IAM::") ? itemsOf(properties["ManagedPolicyArns"]) : [];
}

/** Names of AWS's policies that let their owner do much: by their ending, and a few by name. */
const powerful =
  /FullAccess$|Administrator|PowerUser|^ReadOnlyAccess$|^ViewOnlyAccess$|SecurityAudit|ReadWrite$|(?:S3|DynamoDB|SQS|SSM|KMS|Kinesis|RDSData|ElastiCache|Athena|Glacier)\w*(?:ReadOnly|Read|Execution)Access$|^IAM|SystemAdministrator|DatabaseAdministrator|NetworkAdministrator|SupportUser|DataScientist|Billing|^AmazonSSMManagedEC2|^AmazonEC2RoleforSSM$|^AmazonEC2RoleforDataPipelineRole$|^AmazonElasticMapReduceRole$|^AWSCodeDeployRole/;

function isHarmless(text: string, facts: PartFacts): boolean {
  if (facts.ownReference(text)?.Type === "AWS::IAM::ManagedPolicy" || /^\$\{parent:[^}]+\}$/.test(text))
    return true;
  const name =
    /^arn:[^:]*:iam::aws:policy\/(?:[\w-]+\/)*([\w+=,.@-]+)$/.exec(text)?.[1] ?? /^[A-Z]\w+$/.exec(text)?.[0];
  if (name === undefined) return false;
  return !powerful.test(name);
}
