import type { DriftFinding } from "../domain/drift.ts";
import type { HealFix } from "../domain/healing.ts";

/**
 * What of these differences can be put back by the service's own API, one setting at a time, so that nothing else of the stack is
 * touched. What is gone is never made anew, nothing is taken away, and where autoscaling sets the number of tasks that is left to it.
 */
export function fixesOf(findings: readonly DriftFinding[], isScaled: boolean): readonly HealFix[] {
  return findings.flatMap((finding): HealFix[] => {
    const { layer, subject, path, departure, expected, actual } = finding;
    if (layer !== "live" || subject.kind !== "resource" || departure === "deleted") return [];
    const place = `${subject.type}${path}`;
    if (place === "AWS::ApplicationAutoScaling::ScalableTarget/SuspendedState" && departure === "added")
      return [{ setting: "suspension", from: "suspended", to: "not suspended" }];
    const setting = settings.get(place);
    if (setting === undefined || departure !== "changed" || expected === undefined || actual === undefined)
      return [];
    if (setting === "desired-count" && isScaled) return [];
    const isWhole = setting === "task-definition" ? isDefinition : isNumber;
    return isWhole(expected) && isWhole(actual) ? [{ setting, from: actual, to: expected }] : [];
  });
}

const settings = new Map<string, HealFix["setting"]>([
  ["AWS::ECS::Service/DesiredCount", "desired-count"],
  ["AWS::ECS::Service/TaskDefinition", "task-definition"],
  ["AWS::ApplicationAutoScaling::ScalableTarget/MinCapacity", "minimum"],
  ["AWS::ApplicationAutoScaling::ScalableTarget/MaxCapacity", "maximum"],
]);

function isNumber(text: string): boolean {
  return /^\d{1,6}$/.test(text);
}

/** A whole ARN: one that was shortened for people is none. */
function isDefinition(text: string): boolean {
  return /^arn:[^:]+:ecs:[^:]+:\d{12}:task-definition\/[\w-]+:\d+$/.test(text);
}
