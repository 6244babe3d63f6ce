import type { Approval } from "../domain/decisions.ts";
import type { EnvironmentPlan, Step } from "../domain/plan.ts";
import type { Identity, PromotionRules } from "../domain/promotion.ts";
import type { RecordedState, SpentSteps } from "../domain/records.ts";
import type { CommitSha } from "../domain/revision.ts";

/** How many digits of a step's digest an approval names: 128 bits, so that a hundred steps fit into a parameter. */
const digits = 32;
/** Steps of one record: what fits into 4 KB, with names. */
const mostSteps = 60;

/** The name of a step in an approval. */
function approvedName(step: Step): string {
  return step.digest.slice(0, digits);
}

/** The approvals that say yes to all steps of a plan; more than one where there are too many steps for a record. */
export function approvalsOf(
  plan: EnvironmentPlan,
  given: Pick<Approval, "at" | "until" | "classes">,
): readonly Approval[] {
  const { revision } = plan;
  if (revision === undefined) return [];
  const chunks: Step[][] = [];
  for (const [index, step] of plan.steps.entries()) {
    if (index % mostSteps === 0) chunks.push([]);
    chunks.at(-1)?.push(step);
  }
  const name = plan.digest.slice(0, 16);
  return chunks.map((steps, index) => ({
    environment: plan.environment,
    plan: index === 0 ? name : `${name}-${index + 1}`,
    commit: revision.commit,
    steps: Object.fromEntries(
      [...Map.groupBy(steps, (step) => step.workload ?? "")].map(([workload, some]) => [
        workload,
        some.map(approvedName),
      ]),
    ),
    ...given,
  }));
}

/** Whether an approval names a step, or its class; without asking whether it still counts. */
export function names(approval: Approval, step: Step): boolean {
  return approval.classes.includes(step.kind) || namesItself(approval, step);
}

/** Whether an approval names exactly this step; without asking whether it still counts. */
export function namesItself(approval: Approval, step: Step): boolean {
  return (approval.steps[step.workload ?? ""] ?? []).includes(approvedName(step));
}

/** Whether an approval has steps that were neither done nor changed since it was given. */
export function isOpen(approval: Approval, { spent }: RecordedState, now: Date): boolean {
  if (approval.until <= now) return false;
  const before = spent.find((item) => item.environment === approval.environment);
  return Object.values(approval.steps)
    .flat()
    .some((digest) => !isSpent(approval, digest, before));
}

/** Whether what an approval says of a step is used up. One that was given after the step was done the last time is about the next time. */
function isSpent(approval: Approval, digest: string, before: SpentSteps | undefined): boolean {
  const at = before?.steps[digest];
  return at !== undefined && at >= approval.at;
}

/**
 * Which approved steps of an environment are used up, now that a plan was made for it: those of workloads that are as Git asks, or that
 * have other steps by now. What is held keeps its approval, and so do steps of a later commit whose turn has not come. Answers what was
 * spent before, the same object, where nothing is new. `now` is the time of the look that the plan was made from.
 */
export function spentAfter(
  plan: EnvironmentPlan,
  approvals: readonly Approval[],
  before: SpentSteps | undefined,
  later: ReadonlySet<CommitSha>,
  now: Date,
): SpentSteps | undefined {
  const own = approvals.filter((approval) => approval.environment === plan.environment);
  const isWhole = plan.revision !== undefined && !plan.held.some((held) => held.workload === undefined);
  const held = new Set(plan.held.map((item) => item.workload));
  const open = new Set(plan.steps.map(approvedName));
  const due = own.filter((approval) => !later.has(approval.commit));
  const used = due.flatMap((approval) =>
    Object.entries(approval.steps).flatMap(([workload, steps]) =>
      held.has(workload) ? [] : steps.filter((step) => !open.has(step) && !isSpent(approval, step, before)),
    ),
  );
  const known = new Set(own.flatMap((approval) => Object.values(approval.steps).flat()));
  const kept = Object.entries(before?.steps ?? {}).filter(([step]) => known.has(step));
  const fresh = isWhole ? used.map((step) => [step, now] as const) : [];
  if (fresh.length === 0 && kept.length === Object.keys(before?.steps ?? {}).length) return before;
  return { environment: plan.environment, steps: Object.fromEntries([...kept, ...fresh]) };
}

/** Who a principal of AWS or a login of the page is, by the identity map; undefined for one that it does not know. */
function identityOf(by: string | undefined, identities: readonly Identity[]): string | undefined {
  if (by === undefined) return undefined;
  const [, login] = /^page:(.*)$/s.exec(by) ?? [];
  if (login !== undefined) return identities.find(({ page }) => page.includes(login.toLowerCase()))?.name;
  return identities.find(({ aws }) => aws.some((pattern) => fits(pattern, by)))?.name;
}

/** Who wrote a commit, by the addresses in it; undefined where one of them is not in the identity map. */
function authorsOf(
  addresses: readonly string[],
  identities: readonly Identity[],
): readonly string[] | undefined {
  const names = addresses.map(
    (address) => identities.find(({ git }) => git.includes(address.toLowerCase()))?.name,
  );
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** Why an approval does not count although it names the step; undefined when it does. */
export function objectionTo(
  approval: Approval,
  rules: PromotionRules,
  who: { readonly identities: readonly Identity[]; readonly authors: readonly string[] | undefined },
): { readonly reason: string; readonly because: string } | undefined {
  const { from, author } = rules.approvals;
  if (from === undefined && author === "allowed") return undefined;
  const approver = identityOf(approval.by, who.identities);
  if (approver === undefined)
    return {
      reason: "ApproverUnknown",
      because: `it was approved by ${approval.by ?? "nobody can say whom"}, who is not in the identity map of the configuration`,
    };
  if (from !== undefined && !from.includes(approver))
    return {
      reason: "ApproverNotAllowed",
      because: `it was approved by ${approver}; only ${from.join(", ")} may`,
    };
  if (author === "allowed") return undefined;
  const authors = who.authors === undefined ? undefined : authorsOf(who.authors, who.identities);
  if (authors === undefined)
    return {
      reason: "AuthorUnknown",
      because: `who wrote the commit cannot be told from the identity map, so that nobody can say whether ${approver} approves of their own`,
    };
  if (authors.includes(approver))
    return { reason: "ApproverIsAuthor", because: `${approver} wrote the commit and cannot approve it` };
  return undefined;
}

function fits(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[\\^$.|+()[\]{}?/-]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}
