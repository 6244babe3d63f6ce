import type { DecisionMade } from "../../domain/decision-made.ts";
import type { Suspended } from "../../domain/decisions.ts";
import { ReconcileError } from "../../domain/failure.ts";
import { shortCommit } from "../../domain/revision.ts";
import { look } from "../look.ts";
import { lastApplied } from "../rewritten-history.ts";
import { type Desk, signature } from "./desk.ts";
import { nameOf, partOf } from "./suspend.ts";

/**
 * Releases what a person's word holds: the suspension of exactly this thing, and of an environment also its rollback, and a branch that was
 * rewritten, whose head is accepted as it is now. Refused with `NothingToResume` where nothing of it stands.
 */
export async function resume(
  desk: Desk,
  request: { readonly what: Suspended; readonly reason?: string },
  signal: AbortSignal,
): Promise<DecisionMade> {
  const { eyes, records, subject } = desk;
  const { application } = subject;
  const { what } = request;
  const seen = await look(eyes, subject, signal);
  const messages: string[] = [];
  const suspensions = seen.records.suspensions.filter((each) => isSame(each.what, what));
  if (suspensions.length > 0) {
    await records.forget(application, { kind: "suspension", what }, signal);
    messages.push(`${nameOf(what, application)} is not suspended any more`);
  }
  if (what.kind === "target" && what.workload === undefined) {
    const { environment } = what;
    const pin = seen.records.pins.find((each) => each.environment === environment);
    if (pin !== undefined) {
      await records.forget(application, { kind: "pin", environment }, signal);
      messages.push(`${environment} goes to the head of its branch again, from ${shortCommit(pin.commit)}`);
    }
    const plan = seen.plan.environments.find((each) => each.environment === environment);
    const rewritten = plan?.held.some((held) => held.reason === "HistoryRewritten") ?? false;
    const head = plan?.behind?.head ?? plan?.revision;
    const instead = lastApplied(environment, seen);
    if (pin === undefined && rewritten && head !== undefined && instead !== undefined) {
      const { commit } = head;
      await records.record(
        application,
        { kind: "accepted-head", environment, commit, instead, at: eyes.clock.now(), ...signature(desk) },
        signal,
      );
      messages.push(
        `${head.branch}@${shortCommit(commit)} is accepted for ${environment} although it does not descend from ${shortCommit(instead)}`,
      );
    }
  }
  if (messages.length === 0)
    throw new ReconcileError({
      disposition: "stall",
      reason: "NothingToResume",
      message: `${nameOf(what, application)} is neither suspended nor rolled back, and its branch was not rewritten`,
      remedy: "autoland status says what holds it.",
    });
  const { reason } = request;
  return {
    command: "resume",
    application,
    ...partOf(what),
    ...(reason === undefined ? {} : { reason }),
    messages,
  };
}

function isSame(left: Suspended, right: Suspended): boolean {
  if (left.kind === "application" || right.kind === "application") return left.kind === right.kind;
  return left.environment === right.environment && left.workload === right.workload;
}
