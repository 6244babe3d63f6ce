import type { Clock } from "../domain/clock.ts";
import type { Pin } from "../domain/decisions.ts";
import type { Behind, Held } from "../domain/plan.ts";
import { noRules, type PromotionRules } from "../domain/promotion.ts";
import type { RecordedState, Records } from "../domain/records.ts";
import type { Release } from "../domain/release.ts";
import { type CommitSha, type Revision, shortCommit } from "../domain/revision.ts";
import type { Source } from "../domain/source.ts";
import type { Trail } from "../domain/trail.ts";
import { isOpen } from "../promotion/approvals.ts";
import { passedCommits, passing } from "../promotion/passing.ts";
import { arrivalOf } from "../promotion/walk-trail.ts";
import type { EnvironmentRevision } from "./resolve-revisions.ts";
import type { Subject } from "./subject.ts";

/** The commit that an environment is planned for, or why there is none. */
export type ChosenRevision =
  | Exclude<EnvironmentRevision, { kind: "at" }>
  | {
      readonly kind: "at";
      readonly revision: Revision;
      /** The branch's head, where that is another commit, and why the environment does not follow. */
      readonly behind?: Behind;
      /** A rollback: images are taken from here. */
      readonly recorded?: Release;
    }
  | { readonly kind: "refused"; readonly revision: Revision; readonly held: Held };

/** What choosing asks of the world. */
export interface ChoosingEyes {
  readonly source: Pick<Source, "isAncestor">;
  readonly records: Pick<Records, "readRelease">;
  readonly clock: Pick<Clock, "now">;
}

/**
 * Chooses each environment's commit (design.md 9): the head of its branch that was just read; where it comes after another environment,
 * the newest commit that has passed that one, or an older one that a person has approved and that is still to be applied; and where a
 * person has rolled it back, that commit.
 */
export async function chooseRevisions(
  eyes: ChoosingEyes,
  subject: Subject,
  heads: ReadonlyMap<string, EnvironmentRevision>,
  records: RecordedState,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ChosenRevision>> {
  const chosen = await Promise.all(
    subject.environments.map(async ({ environment }): Promise<readonly [string, ChosenRevision]> => {
      const head = heads.get(environment) ?? { kind: "no-branch", pattern: environment };
      if (head.kind !== "at") return [environment, head];
      const choosing = new Choosing(eyes, subject, environment, head.revision, records, signal);
      return [environment, await choosing.choose()];
    }),
  );
  return new Map(chosen);
}

/** The rules of one environment of the configuration. */
export function rulesOf(subject: Subject, environment: string): PromotionRules {
  return subject.environments.find((rule) => rule.environment === environment)?.promotion ?? noRules;
}

/** The trail of one environment; an empty one where nothing is recorded. */
export function trailOf(records: RecordedState, environment: string): Trail {
  return records.trails.find((trail) => trail.environment === environment) ?? { environment, arrivals: [] };
}

/** One environment's choice. It lives for one pass. */
class Choosing {
  readonly #eyes: ChoosingEyes;
  readonly #subject: Subject;
  readonly #environment: string;
  readonly #head: Revision;
  readonly #records: RecordedState;
  readonly #signal: AbortSignal;

  constructor(
    eyes: ChoosingEyes,
    subject: Subject,
    environment: string,
    head: Revision,
    records: RecordedState,
    signal: AbortSignal,
  ) {
    this.#eyes = eyes;
    this.#subject = subject;
    this.#environment = environment;
    this.#head = head;
    this.#records = records;
    this.#signal = signal;
  }

  async choose(): Promise<ChosenRevision> {
    const pin = this.#records.pins.find((each) => each.environment === this.#environment);
    if (pin !== undefined) return this.#pinned(pin);
    const rule = this.#subject.environments.find((each) => each.environment === this.#environment);
    if (rule?.after === undefined) return { kind: "at", revision: this.#head };
    const commit = await this.#takenFrom(rule.after, rule.mode === "approve");
    if (commit === undefined || commit === this.#head.commit) return { kind: "at", revision: this.#head };
    return {
      kind: "at",
      revision: { ...this.#head, commit },
      behind: this.#waitingBehind(rule.after, commit),
    };
  }

  async #pinned(pin: Pin): Promise<ChosenRevision> {
    const { commit } = pin;
    const environment = this.#environment;
    const refuse = (reason: string, message: string, remedy: string): ChosenRevision => ({
      kind: "refused",
      revision: this.#head,
      held: { environment, reason, message, remedy, findings: [] },
    });
    if (!(await this.#isAncestor(commit, this.#head.commit)))
      return refuse(
        "HistoryRewritten",
        `${environment} was rolled back to ${shortCommit(commit)}, which is not part of ${this.#head.branch} any more`,
        `autoland resume ${environment} --reason REASON`,
      );
    const { application } = this.#subject;
    const release = await this.#eyes.records.readRelease({ application, environment, commit }, this.#signal);
    if (release.kind !== "present")
      return refuse(
        "ReleaseMissing",
        release.kind === "unreadable"
          ? release.failure.message
          : `${environment} was rolled back to ${shortCommit(commit)}, of which there is no record of what ran then`,
        `autoland rollback ${environment} --to COMMIT, or autoland resume ${environment} --reason REASON`,
      );
    const behind: Behind = {
      head: this.#head,
      reason: "Pinned",
      message: pinText(pin),
      remedy: `autoland resume ${environment} --reason REASON`,
    };
    return {
      kind: "at",
      revision: { ...this.#head, commit },
      recorded: release.value,
      ...(commit === this.#head.commit ? {} : { behind }),
    };
  }

  /** The commit to take from the environment before; undefined when none has passed there that this one could go to. */
  async #takenFrom(after: string, needsApproval: boolean): Promise<CommitSha | undefined> {
    const passed = await this.#candidates(after);
    const [newest] = passed;
    if (!needsApproval || newest === undefined) return newest;
    const applied = trailOf(this.#records, this.#environment).applied;
    const arrived = new Set(trailOf(this.#records, this.#environment).arrivals.map(({ commit }) => commit));
    const isApproved = (commit: CommitSha): boolean =>
      !arrived.has(commit) &&
      !(applied?.commit === commit && applied.failed) &&
      this.#records.approvals.some(
        (approval) =>
          approval.environment === this.#environment &&
          approval.commit === commit &&
          isOpen(approval, this.#records, this.#eyes.clock.now()),
      );
    return passed.find(isApproved) ?? newest;
  }

  /** What has passed the environment before and is ahead of, or is, what was applied here last; the newest first. */
  async #candidates(after: string): Promise<readonly CommitSha[]> {
    const trail = trailOf(this.#records, after);
    const pin = this.#records.pins.find((each) => each.environment === after);
    const own = trailOf(this.#records, this.#environment).applied?.commit;
    const passed = passedCommits(rulesOf(this.#subject, after), trail, this.#eyes.clock.now());
    const candidates: CommitSha[] = [];
    for (const commit of passed) {
      if (pin !== undefined && !(await this.#isAncestor(commit, pin.commit))) continue;
      if (!(await this.#isAncestor(commit, this.#head.commit))) continue;
      if (own !== undefined && !(await this.#mayFollow(own, commit))) continue;
      candidates.push(commit);
      if (commit === own) break;
    }
    return candidates;
  }

  /**
   * Whether an environment at `own` may go on to the commit: to what descends from its own, or, once a person has accepted a rewritten
   * branch, to what descends from the head that was accepted; never back.
   */
  async #mayFollow(own: CommitSha, commit: CommitSha): Promise<boolean> {
    if (await this.#isAncestor(own, commit)) return true;
    const accepted = this.#records.acceptedHeads.find(
      (each) => each.environment === this.#environment && each.instead === own,
    );
    return accepted !== undefined && (await this.#isAncestor(accepted.commit, commit));
  }

  #waitingBehind(after: string, commit: CommitSha): Behind {
    const arrival = arrivalOf(trailOf(this.#records, after), this.#head.commit);
    const state = passing(rulesOf(this.#subject, after), arrival, this.#eyes.clock.now());
    if (state.kind === "passed")
      return {
        head: this.#head,
        reason: "ApprovedFirst",
        message: `${shortCommit(commit)} was approved and comes first`,
      };
    const { reason, because, until } = state;
    return {
      head: this.#head,
      reason,
      message: `${this.#environment} comes after ${after}, ${because}`,
      ...(until === undefined ? {} : { until }),
    };
  }

  #isAncestor(ancestor: CommitSha, descendant: CommitSha): Promise<boolean> {
    return ancestor === descendant
      ? Promise.resolve(true)
      : this.#eyes.source.isAncestor(ancestor, descendant, this.#signal);
  }
}

function pinText({ environment, commit, at, by, reason }: Pin): string {
  const who = by === undefined ? "" : ` by ${by}`;
  const why = reason === undefined ? "" : `: ${reason}`;
  return `${environment} was rolled back to ${shortCommit(commit)} at ${at.toISOString()}${who}${why}`;
}
