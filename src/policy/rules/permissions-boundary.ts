import { pointerOf } from "../../template/json-pointer.ts";
import type { PartFacts } from "../part-facts.ts";
import type { PolicyRule } from "../rule.ts";

/** The boundary of the application. */
export const permissionsBoundary: PolicyRule = {
  code: "permissions-boundary",
  severity: "stop",
  judges: "additions",
  stops: "roles without the application's permissions boundary, where it has one",
  reason:
    "The boundary is the company's limit for everything that the application makes; a role without it has none.",
  remedy:
    "Give the role `PermissionsBoundary: !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/<boundary>`.",
  judge: (facts) => {
    const { permissionsBoundary: boundary } = facts.judged;
    if (boundary === undefined) return [];
    return [...facts.resources]
      .filter(
        ([, { Type: type }]) => type === "AWS::IAM::Role" || type.startsWith("AWS::Serverless::Function"),
      )
      .filter(
        ([, resource]) => resource.Type === "AWS::IAM::Role" || resource.Properties?.["Role"] === undefined,
      )
      .filter(
        ([, { Properties: properties = {} }]) =>
          !hasBoundary(facts.texts(properties["PermissionsBoundary"]), boundary, facts),
      )
      .map(([id]) => ({
        pointer: pointerOf(["Resources", id]),
        what: `makes a role without the boundary ${boundary}`,
      }));
  },
};

function hasBoundary(texts: readonly string[], boundary: string, { judged }: PartFacts): boolean {
  return (
    texts.length > 0 &&
    texts.every(
      (text) =>
        new RegExp(`^arn:[^:]*:iam::${judged.account}:policy/(?:.*/)?`).test(text) &&
        text.endsWith(`/${boundary}`),
    )
  );
}
