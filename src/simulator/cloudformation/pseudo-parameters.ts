import type { Json } from "../../domain/template.ts";
import { dnsSuffixOf, partitionOf } from "../kernel/principal.ts";
import type { StackRecord } from "./state.ts";

const names = new Set([
  "AWS::AccountId",
  "AWS::NotificationARNs",
  "AWS::NoValue",
  "AWS::Partition",
  "AWS::Region",
  "AWS::StackId",
  "AWS::StackName",
  "AWS::URLSuffix",
]);

/** Whether a name is a pseudo parameter. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
export function isPseudoParameter(name: string): boolean {
  return names.has(name);
}

/** The value of a pseudo parameter for a stack; undefined for other names. */
export function pseudoParameter(
  name: string,
  stack: Pick<StackRecord, "account" | "region" | "id" | "name">,
  notificationArns: readonly string[],
): Json | undefined {
  switch (name) {
    case "AWS::AccountId":
      return stack.account;
    case "AWS::NotificationARNs":
      return notificationArns;
    case "AWS::Partition":
      return partitionOf(stack.region);
    case "AWS::Region":
      return stack.region;
    case "AWS::StackId":
      return stack.id;
    case "AWS::StackName":
      return stack.name;
    case "AWS::URLSuffix":
      return dnsSuffixOf(stack.region);
    default:
      return undefined;
  }
}
