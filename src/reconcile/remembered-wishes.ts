import {
  desiredEnvironment,
  type DraftAnswers,
  draftEnvironment,
  type EnvironmentDraft,
} from "../desired/desired-environment.ts";
import type { ApplicationRecord } from "../domain/copilot-records.ts";
import type { DesiredEnvironment } from "../domain/desired.ts";
import type { FunctionCatalog } from "../domain/function-catalog.ts";
import type { ObservedEnvironment } from "../domain/observed-application.ts";
import { makeRecent, type Recent } from "../domain/recent.ts";
import type { CommitReading } from "./read-commit.ts";

type Commit = Parameters<typeof draftEnvironment>[0];

/** What was worked out for an environment last, with everything that it was worked out from. */
interface Remembered {
  readonly from: readonly unknown[];
  readonly draft: EnvironmentDraft;
  finished?: { readonly from: readonly unknown[]; readonly desired: DesiredEnvironment };
}

/**
 * Drafts and finishes environments, and answers the same again while nothing has changed: most passes find everything as the last one did.
 * Only the environments that were asked for last are remembered, because what is desired of one takes hundreds of kilobytes.
 */
export interface RememberedWishes {
  /** Commits that were read, by repository, application and commit: what a commit says never changes. */
  readonly commits: Recent<string, CommitReading>;
  draft(commit: Commit, observed: ObservedEnvironment): EnvironmentDraft;
  desired(
    draft: EnvironmentDraft,
    application: ApplicationRecord,
    functions: FunctionCatalog,
    answers: DraftAnswers,
  ): DesiredEnvironment;
}

/** How many environments are remembered. A process that looks after more would find none of them again when its turn comes. */
export const mostRemembered = 16;

function keyOf(application: string, { environment }: { readonly environment: string }): string {
  return `${application}/${environment}`;
}

/** Remembers nothing yet. */
export function makeRememberedWishes(): RememberedWishes {
  const known = makeRecent<string, Remembered>(mostRemembered);
  return {
    commits: makeRecent(mostRemembered),
    draft: (commit, observed) => {
      const key = keyOf(commit.workspace.application, observed);
      const from = [...commitParts(commit), ...observedParts(observed)];
      const before = known.get(key);
      if (before !== undefined && isSame(before.from, from)) return before.draft;
      const draft = draftEnvironment(commit, observed);
      known.set(key, { from, draft });
      return draft;
    },
    desired: (draft, application, functions, answers) => {
      const remembered = known.get(keyOf(application.name, draft));
      if (remembered?.draft !== draft || !isSmall(answers))
        return desiredEnvironment(draft, application, functions, answers);
      const from = [JSON.stringify(application), functions, ...answerParts(answers)];
      const { finished } = remembered;
      if (finished !== undefined && isSame(finished.from, from)) return finished.desired;
      const desired = desiredEnvironment(draft, application, functions, answers);
      remembered.finished = { from, desired };
      return desired;
    },
  };
}

/** Of a commit, whose workspace is the same object as long as it is the same commit. */
function commitParts({ workspace, warnings, revision, variables, builds }: Commit): readonly unknown[] {
  return [workspace, JSON.stringify([warnings, revision, variables, [...builds]])];
}

/** Of what was observed: stacks that have not changed are the same objects. */
function observedParts({ stack, workloads, ...rest }: ObservedEnvironment): readonly unknown[] {
  const stacks = [stack, ...workloads.values()];
  return [
    JSON.stringify([rest, [...workloads.keys()]]),
    ...stacks.map((each) => (each.kind === "present" ? each.value : JSON.stringify(each))),
  ];
}

/** The questions are the same objects as long as the draft is; what was answered to them is compared as text. */
function answerParts({ images, prefixLists }: DraftAnswers): readonly unknown[] {
  return [
    ...[...images].flatMap(([question, answer]) => [question, JSON.stringify(answer)]),
    JSON.stringify(prefixLists),
  ];
}

/** Files, and what was looked up besides images, may be large or hold what no text tells: what is made of them is not remembered. */
function isSmall({ files, lookUps, builds }: DraftAnswers): boolean {
  return files.size === 0 && lookUps.size === 0 && builds.size === 0;
}

function isSame(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && before.every((part, index) => Object.is(part, now[index]));
}
