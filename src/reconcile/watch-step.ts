import { diagnose } from "../diagnosis/diagnose.ts";
import { sentence } from "../diagnosis/sentence.ts";
import { type EndingRule, judgeOperation } from "../diagnosis/judge-operation.ts";
import type { StackChange } from "../domain/cloud.ts";
import type { Diagnosis, Scene } from "../domain/diagnosis.ts";
import { failureOf } from "../domain/failure.ts";
import type { StackStep } from "../domain/plan.ts";
import type { Sign } from "../domain/sign.ts";
import type { OperationLook, OperationWatcher } from "../domain/stack-operation.ts";
import type { Hands, StepContext } from "./hands.ts";

/** Who follows a step's change: tells of a failing change the moment that it shows, and ends it by the environment's rules. */
export interface StepWatcher extends OperationWatcher {
  /** Why the change was ended early; undefined where it was not. */
  endedBy(): { readonly reason: EndingRule; readonly because: string } | undefined;
}

/** Makes the watcher of one step's change. */
export function watchStep(
  hands: Hands,
  context: StepContext,
  step: StackStep,
  change: StackChange,
  say: (line: string) => void,
  signal: AbortSignal,
): StepWatcher {
  const scene = sceneOf(context, step);
  let told: string | undefined;
  let moved: { readonly progress: number; readonly at: Date } | undefined;
  let ended: { readonly reason: EndingRule; readonly because: string } | undefined;

  function tellOf(diagnosis: Diagnosis | undefined): void {
    if (diagnosis === undefined || diagnosis.reason === told) return;
    // What was ended says of itself that it was cancelled.
    if (ended !== undefined && diagnosis.reason === "Cancelled") return;
    told = diagnosis.reason;
    const { reason, resource, remedy } = diagnosis;
    hands.log.warn({ reason, resource, remedy, cause: sentence(diagnosis) }, "the change fails");
    say(`${reason}: ${sentence(diagnosis)}`);
  }

  async function see(look: OperationLook): Promise<void> {
    if (moved === undefined || look.progress > moved.progress)
      moved = { progress: look.progress, at: look.at };
    const diagnosis = diagnose(look.signs, scene);
    tellOf(diagnosis);
    if (ended !== undefined) return;
    // Git is asked only once something fails.
    const isOvertaken = diagnosis !== undefined && (await context.isOvertaken(signal));
    const judgement = judgeOperation({ look, movedAt: moved.at, diagnosis, isOvertaken }, context.failing);
    if (judgement.kind === "go-on") return;
    const { reason, because } = judgement;
    ended = { reason, because };
    await end(reason, because);
  }

  async function end(reason: EndingRule, because: string): Promise<void> {
    try {
      const { kind, ...details } = await hands.writer.end(change, signal);
      hands.log.warn({ reason, resource: step.stack.name, ...details }, `the change is ended: ${because}`);
      if (kind === "asked") say(`the change is ended (${reason}): ${because}`);
    } catch (error) {
      signal.throwIfAborted();
      // CloudFormation will give it up by itself, later.
      hands.log.error({ rule: reason, ...failureOf(error) }, "the change fails and could not be ended");
      say(`the change fails and could not be ended: ${failureOf(error).message}`);
    }
  }

  return { logLines: context.failing.logLines, tell: say, see, endedBy: () => ended };
}

/** Why a step's change failed; undefined where no sign says so. */
export function diagnoseStep(
  context: StepContext,
  step: StackStep,
  signs: readonly Sign[],
): Diagnosis | undefined {
  return diagnose(signs, sceneOf(context, step));
}

function sceneOf({ application }: StepContext, step: StackStep): Scene {
  const { environment, workload, stack } = step;
  return {
    application,
    environment,
    ...(workload === undefined ? {} : { workload }),
    region: stack.region,
    stack: stack.name,
  };
}
