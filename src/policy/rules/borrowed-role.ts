import type { Json } from "../../domain/template.ts";
import { isJsonList, isJsonMap, pointerBelow, pointerOf } from "../../template/json-pointer.ts";
import { itemsOf, variantsOf } from "../fold-values.ts";
import { environmentPrefix } from "../names.ts";
import type { PartFacts } from "../part-facts.ts";
import type { Offence, PolicyRule } from "../rule.ts";

/** Acting with a role that already exists. */
export const borrowedRole: PolicyRule = {
  code: "borrowed-role",
  severity: "stop",
  judges: "additions",
  stops:
    "functions, tasks and other resources that act with a role from outside the template, and policies put on such a role",
  reason:
    "CloudFormation's role may pass any role of the account. A function with `Role: …/shop-prod-CFNExecutionRole` is an administrator.",
  remedy:
    "Define the role in the same template, with the permissions that are needed, and refer to it: `!GetAtt TheRole.Arn`.",
  judge: (facts) =>
    [...facts.resources].flatMap(([id, { Type: type, Properties: properties = {} }]) =>
      rolesIn(properties, pointerOf(["Resources", id, "Properties"]), type, facts),
    ),
};

/** Properties whose value is a role that the resource acts with, in all their spellings. */
const roleProperty =
  /(?:^|[a-z])Role(?:_?A[Rr][Nn])?$|^(?:I|i)amInstanceProfile$|^CredentialsArn$|^Credentials$/;
const namesOfPrincipals = new Set(["Roles", "Users", "Groups"]);

function rolesIn(value: Json, pointer: string, type: string, facts: PartFacts): readonly Offence[] {
  if (isJsonList(value))
    return value.flatMap((item, at) => rolesIn(item, pointerBelow(pointer, at), type, facts));
  if (!isJsonMap(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = pointerBelow(pointer, key);
    const isAttachment = type.startsWith("AWS::IAM::") && namesOfPrincipals.has(key);
    if (isAttachment || (roleProperty.test(key) && !isStructure(item)))
      return itemsOf(item)
        .flatMap((each) => facts.texts(each))
        .filter((text) => !isOwn(text, facts))
        .map((text) => ({
          pointer: at,
          what: isAttachment ? `changes ${text}` : `acts with the role ${text}`,
        }));
    return variantsOf(item).flatMap((variant) => rolesIn(variant, at, type, facts));
  });
}

function isStructure(value: Json): boolean {
  return isJsonMap(value) && !Object.keys(value).some((key) => /^(?:Ref|Fn::|Autoland::)/.test(key));
}

function isOwn(text: string, facts: PartFacts): boolean {
  const type = facts.ownReference(text)?.Type;
  if (type !== undefined) return type === "AWS::IAM::Role" || type === "AWS::IAM::InstanceProfile";
  if (
    /^\$\{parent:(?:TaskRole|ExecutionRole|InstanceRole|AccessRole|RequestDrivenInstanceRole)(?:\.Arn)?\}$/.test(
      text,
    )
  )
    return true;
  const imported = /^\$\{import:(.*)\}$/.exec(text)?.[1];
  // The environment's addons may share a role of their own; its two master roles are no export of theirs.
  if (imported !== undefined)
    return (
      imported.startsWith(environmentPrefix(facts)) &&
      !/(?:EnvironmentManagerRoleARN|CFNExecutionRoleARN)$/.test(imported)
    );
  return /^arn:[^:]*:iam::(?:\d{12}|aws):role\/aws-service-role\//.test(text);
}
