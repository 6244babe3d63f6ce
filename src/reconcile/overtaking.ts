import type { Clock } from "../domain/clock.ts";
import type { EnvironmentPlan } from "../domain/plan.ts";
import type { RecordedState } from "../domain/records.ts";
import { failureOf } from "../domain/failure.ts";
import type { Revision } from "../domain/revision.ts";
import type { Source } from "../domain/source.ts";
import type { Warrants } from "../domain/warrants.ts";
import { resolveRevisions } from "./resolve-revisions.ts";
import type { Subject } from "./subject.ts";

/** How often Git is asked at most, in milliseconds. */
const askEvery = 5_000;

/** What is asked about newer commits. */
export interface OvertakingEyes {
  readonly source: Pick<Source, "heads" | "repository">;
  readonly warrants?: Warrants;
}

/**
 * Whether the branch that feeds an environment has moved on since a plan was made. Only for environments that follow the head: one that
 * waits for another environment, or that a person has pinned, is not overtaken by what it may not have yet. What cannot be asked is
 * taken for unmoved: a change goes on then, as it does for a commit that lacks what is required of commits.
 */
export function overtaking(
  { source, warrants }: OvertakingEyes,
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
    const isNewer = found?.kind === "at" && found.revision.commit !== revision.commit;
    asked = { at: now, answer: isNewer && (await mayFollow(warrants, found.revision, signal)) };
    return asked.answer;
  };
}

async function mayFollow(
  warrants: Warrants | undefined,
  revision: Revision,
  signal: AbortSignal,
): Promise<boolean> {
  const lacking = await warrants?.lacking(revision, signal).catch(failureOf);
  signal.throwIfAborted();
  return lacking === undefined;
}
