import type { Clock } from "../domain/clock.ts";
import type { Tell } from "../domain/happening.ts";
import type { Preview } from "../domain/preview.ts";
import type { PullRequest, PullRequestComments, PullRequests } from "../domain/pull-request.ts";
import type { CommitSha } from "../domain/revision.ts";
import { previewComment } from "../notify/preview/preview-comment.ts";
import { NotNow } from "./channel.ts";

/** One application whose pull requests are told what they would change. */
export interface PreviewedApplication {
  readonly application: string;
  /** Milliseconds between two looks at the open pull requests. */
  readonly interval: number;
  readonly pulls: PullRequests;
  readonly comments: PullRequestComments;
  /** The operator lets values be shown where only people who may read the repository see them. */
  readonly allowsValues: boolean;
  /** Whether any environment follows the branch. */
  readonly feeds: (branch: string) => boolean;
  /** Branch heads now. */
  readonly heads: (signal: AbortSignal) => Promise<ReadonlyMap<string, CommitSha>>;
  /** Looks at a pull request as it would be once merged; undefined while its host is still working out the merge. */
  readonly preview: (asked: AskedPreview, signal: AbortSignal) => Promise<MadePreview | undefined>;
  readonly linkTo: (environment: string) => string | undefined;
}

/** What to look at. */
export interface AskedPreview {
  readonly pull: PullRequest;
  /** The head of its branch. */
  readonly base: CommitSha;
  /** Changes whenever something was deployed: a look at the branch that was kept is old then. */
  readonly deployed: number;
  /** The host has had its time: the pull request's own commit is shown alone, if need be. */
  readonly isLastTry: boolean;
}

/** A preview, and which commit it is of. */
export interface MadePreview {
  readonly preview: Preview;
  readonly of: "merge" | "conflicting-head" | "head";
}

/** What previews are kept with. */
export interface PreviewsInputs {
  readonly applications: readonly PreviewedApplication[];
  readonly clock: Clock;
  /** Told of what could not be done; the same again and again is told once. */
  readonly onFault: (application: string, error: unknown) => void;
  /** Whether it is this process's turn at an application: another's is told of by whoever has it. Absent: there is no other. */
  readonly isOurs?: ((application: string) => boolean) | undefined;
}

/** Keeps the comments below pull requests equal to what they would change. */
export interface Previews {
  readonly tell: Tell;
  /** Somebody says that pull requests of an application have changed. */
  hint(application: string): void;
  /** Works until the signal is raised, then returns. */
  run(signal: AbortSignal): Promise<void>;
}

/** Milliseconds until a host is asked again that is still working out a merge, and how often that is done. */
const mergePause = 5_000;
const mostMergeQuestions = 12;
/** Milliseconds after a hint in which more may come. */
const breath = 2_000;
const firstPause = 30_000;
const longestPause = 10 * 60_000;

/** What is known of one application between two looks. */
interface Standing {
  readonly about: PreviewedApplication;
  /** By number: what the comment was made from. */
  readonly said: Map<number, string>;
  /** By number: at which commits its merge was asked for in vain, and how often. */
  readonly asked: Map<number, { readonly commits: string; readonly times: number }>;
  /** Milliseconds. While an application is looked at: when it was hinted at meanwhile, or never. */
  due: number;
  pause: number;
  deployed: number;
  lastFault: string | undefined;
}

/**
 * One look at a time for all applications together, however many pull requests are open: previews wait for each other and nothing that is
 * deployed waits for one. Each is looked at again when its head, its branch, or what is deployed has moved.
 */
export function makePreviews({ applications, clock, onFault, isOurs }: PreviewsInputs): Previews {
  const standings = new Map<string, Standing>(
    applications.map((about) => [
      about.application,
      {
        about,
        said: new Map(),
        asked: new Map(),
        due: 0,
        pause: firstPause,
        deployed: 0,
        lastFault: undefined,
      },
    ]),
  );
  let bell = new AbortController();
  const ring = (application: string): void => {
    const standing = standings.get(application);
    if (standing === undefined || standing.lastFault !== undefined) return;
    standing.due = Math.min(standing.due, clock.now().getTime() + breath);
    bell.abort();
  };

  async function visit(standing: Standing, signal: AbortSignal): Promise<void> {
    const { about } = standing;
    if (isOurs?.(about.application) === false) {
      // Whoever has the turn comments; what stands there may be another's by the time that it comes back.
      standing.said.clear();
      standing.due = clock.now().getTime() + about.interval;
      return;
    }
    standing.due = Number.POSITIVE_INFINITY;
    try {
      const isEarly = await bringUpToDate(standing, signal);
      standing.pause = firstPause;
      standing.lastFault = undefined;
      standing.due = Math.min(standing.due, clock.now().getTime() + (isEarly ? mergePause : about.interval));
    } catch (error) {
      signal.throwIfAborted();
      const text = String(error);
      if (text !== standing.lastFault) onFault(about.application, error);
      standing.lastFault = text;
      const now = clock.now().getTime();
      standing.due = error instanceof NotNow ? error.until.getTime() : now + standing.pause;
      standing.pause = Math.min(standing.pause * 2, longestPause);
    }
  }

  /** Answers whether a merge is still being worked out. */
  async function bringUpToDate(standing: Standing, signal: AbortSignal): Promise<boolean> {
    const { about, said, asked } = standing;
    const open = (await about.pulls.open(signal)).filter(({ into }) => about.feeds(into));
    const numbers = new Set(open.map(({ number }) => number));
    for (const known of [said, asked])
      for (const number of known.keys()) if (!numbers.has(number)) known.delete(number);
    if (open.length === 0) return false;
    const heads = await about.heads(signal);
    const faults: unknown[] = [];
    let isEarly = false;
    for (const pull of open) {
      const base = heads.get(pull.into);
      if (base === undefined) continue;
      try {
        isEarly = (await bringOne(standing, pull, base, signal)) || isEarly;
      } catch (error) {
        signal.throwIfAborted();
        // What cannot be shown of one pull request keeps no other from being shown.
        faults.push(error);
      }
    }
    if (faults.length > 0) throw faults[0];
    return isEarly;
  }

  async function bringOne(
    standing: Standing,
    pull: PullRequest,
    base: CommitSha,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { about, said, asked, deployed } = standing;
    const key = `${pull.head} ${base} ${deployed}`;
    if (said.get(pull.number) === key) return false;
    const commits = `${pull.head} ${base}`;
    const before = asked.get(pull.number);
    const times = before?.commits === commits ? before.times : 0;
    const isLastTry = times >= mostMergeQuestions;
    const made = await about.preview({ pull, base, deployed, isLastTry }, signal);
    if (made === undefined) {
      asked.set(pull.number, { commits, times: times + 1 });
      return true;
    }
    await say(about, pull, made, signal);
    said.set(pull.number, key);
    asked.delete(pull.number);
    return false;
  }

  return {
    hint: ring,
    tell: (happening) => {
      const isNews =
        happening.kind === "pass-ended" && happening.report.outcomes.some(({ kind }) => kind === "applied");
      const standing = standings.get(happening.application);
      if (!isNews || standing === undefined) return;
      standing.deployed += 1;
      ring(happening.application);
    },
    run: async (signal) => {
      while (!signal.aborted) {
        const [next] = [...standings.values()].toSorted((left, right) => left.due - right.due);
        if (next === undefined) return;
        bell = new AbortController();
        const wait = Math.max(0, next.due - clock.now().getTime());
        if (wait > 0) {
          await clock.sleep(wait, AbortSignal.any([signal, bell.signal])).catch(() => undefined);
          continue;
        }
        await visit(next, signal).catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
      }
    },
  };
}

async function say(
  about: PreviewedApplication,
  pull: PullRequest,
  { preview, of }: MadePreview,
  signal: AbortSignal,
): Promise<void> {
  const { application, linkTo, pulls, comments } = about;
  const showsValues = about.allowsValues && !pull.isFromFork && !(await pulls.isPublic(signal));
  const { text, isWorthSaying } = previewComment({
    application,
    pull,
    of,
    preview,
    showsValues,
    linkTo,
  });
  await comments.say(pull.number, text, { isNew: isWorthSaying }, signal);
}
