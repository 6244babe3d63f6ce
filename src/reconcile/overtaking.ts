import type { Clock } from "../domain/clock.ts";
import type { EnvironmentPlan } from "../domain/plan.ts";
import type { RecordedState } from "../domain/records.ts";
import type { Source } from "../domain/source.ts";
import { resolveRevisions } from "./resolve-revisions.ts";
import type { Subject } from "./subject.ts";

/** How often Git is asked at most, in milliseconds. */
const askEvery = 5_000;

/**
 * Whether the branch that feeds an environment has moved on since a plan was made. Only for environments that follow the head: one that
 * waits for another environment, or that a person has pinned, is not overtaken by what it may not have yet. What cannot be asked is
 * taken for unmoved: a change goes on then.
 */
export function overtaking(
  source: Pick<Source, "heads" | "repository">,
  subject: Subject,
  plan: EnvironmentPlan,
  { pins }: Pick<RecordedState, "pins">,
  clock: Clock,
): (signal: AbortSignal) => Promise<boolean> {
  const { environment, after, revision } = plan;
  if (revision === undefined || after !== undefined || pins.some((pin) => pin.environment === environment))
    return () => Promise.resolve(false);
  let asked: { readonly at: number; readonly answer: boolean } | undefined;
  return async (signal) => {
    const now = clock.now().getTime();
    if (asked !== undefined && (asked.answer || now - asked.at < askEvery)) return asked.answer;
    const heads = await source.heads(signal).catch(() => undefined);
    signal.throwIfAborted();
    const found =
      heads === undefined
        ? undefined
        : resolveRevisions(source.repository, subject.branches, heads).get(environment);
    asked = { at: now, answer: found?.kind === "at" && found.revision.commit !== revision.commit };
    return asked.answer;
  };
}
