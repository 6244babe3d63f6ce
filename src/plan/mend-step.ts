import type { MendStep } from "../domain/plan.ts";
import type { RecordedState } from "../domain/records.ts";
import { mendToken } from "../domain/operation-token.ts";
import { stackKey } from "../domain/stack.ts";
import { isSameTarget, type Target } from "../domain/target.ts";
import { digestOf } from "../template/digest.ts";
import type { Mending, StackRule, StuckStack } from "./stuck-stacks.ts";

/** What the operator and the roles of an environment allow. */
export type MendingPolicy = Omit<Mending, "retriedAt">;

/** Where nothing is said: nothing is mended. */
export const noMending: MendingPolicy = { recreate: false, continueRollback: false, mayContinue: false };

/** What is allowed for one stack, with what people asked of it. */
export function mendingOf(
  target: Target,
  { retries }: Pick<RecordedState, "retries">,
  allowed: MendingPolicy,
): Mending {
  const retriedAt = retries.find((retry) => isSameTarget(retry, target))?.at;
  return { ...allowed, ...(retriedAt === undefined ? {} : { retriedAt }) };
}

/** The step that a row of the table asks for. Its token is the same until the stack stands elsewhere, so that it is done once. */
export function mendStep({ target, stack, mending }: StuckStack, rule: StackRule): MendStep {
  const kind = rule.does === "delete" ? "delete-failed-create" : "continue-rollback";
  const since = stack.trouble?.at.toISOString() ?? "";
  const retried = mending.retriedAt?.toISOString() ?? "";
  const digest = digestOf({ stack: stackKey(stack.id), arn: stack.arn, kind, since, retried });
  return {
    kind,
    environment: target.environment,
    ...(target.workload === undefined ? {} : { workload: target.workload }),
    digest,
    because: [rule.message({ target, stack, mending })],
    dependsOn: [],
    stack: stack.id,
    arn: stack.arn,
    token: mendToken(kind, digest),
  };
}
