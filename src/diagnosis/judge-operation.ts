import type { Diagnosis } from "../domain/diagnosis.ts";
import type { FailurePolicy } from "../domain/failure-policy.ts";
import type { OperationLook } from "../domain/stack-operation.ts";

/** Why a running change is to be ended. Each is a stated rule (product.md, statement 6). */
export type EndingRule =
  /** So many tasks stopped for the same reason. */
  | "IdenticalFailures"
  /** It fails, and a newer commit waits. */
  | "Overtaken"
  /** Nothing has moved for too long. */
  | "NoProgress"
  /** It takes longer than the environment's deadline. */
  | "DeadlineExceeded";

/** What is to be done about a running change. */
export type Judgement =
  | { readonly kind: "go-on" }
  | { readonly kind: "end"; readonly reason: EndingRule; readonly because: string };

/** What a change is judged by. */
export interface Evidence {
  readonly look: OperationLook;
  /** When something last moved. */
  readonly movedAt: Date;
  readonly diagnosis: Diagnosis | undefined;
  /** Whether a newer commit waits for this one to end. */
  readonly isOvertaken: boolean;
}

/** Whether a running change is ended. Only what still goes forward is: what goes back is left to CloudFormation. */
export function judgeOperation(
  { look, movedAt, diagnosis, isOvertaken }: Evidence,
  policy: FailurePolicy,
): Judgement {
  if (!policy.end || !goesForward(look)) return goOn;
  const now = look.at.getTime();
  const failures = diagnosis?.tasks ?? 0;
  if (diagnosis !== undefined && failures >= policy.tasks)
    return end("IdenticalFailures", `${failures} tasks have failed the same way`);
  if (diagnosis !== undefined && isOvertaken) return end("Overtaken", "it fails, and a newer commit waits");
  if (now - look.since.getTime() >= policy.deadline)
    return end("DeadlineExceeded", `it has taken ${minutes(policy.deadline)}, and may take no longer`);
  if (now - movedAt.getTime() >= policy.noProgress)
    return end("NoProgress", `nothing has moved for ${minutes(policy.noProgress)}`);
  return goOn;
}

const goOn: Judgement = { kind: "go-on" };

function end(reason: EndingRule, because: string): Judgement {
  return { kind: "end", reason, because };
}

function goesForward({ status }: OperationLook): boolean {
  return status === "CREATE_IN_PROGRESS" || status === "UPDATE_IN_PROGRESS";
}

function minutes(milliseconds: number): string {
  return `${Math.round(milliseconds / 60_000)} minutes`;
}
