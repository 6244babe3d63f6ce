import { type Breach, type Called, type Evidence, type Statement, tookEffect } from "./evidence.ts";

export const statement9: Statement = {
  number: 9,
  says: "Idle costs almost nothing: no change set, no per-stack call (with a look role), a 304 from GitHub.",
  breaches: (evidence) => [...emptyAgain(evidence), ...perStack(evidence)],
};

/** So many change sets of one stack may come to nothing without anything having changed. */
const mostInVain = 3;
/** Calls so close to each other are tries of one, in milliseconds. */
const oneTry = 60_000;

/**
 * A stack on which change sets found nothing to do, and were deleted, is left alone until something about it changes. That one is asked for
 * again while calls fail is no fault: it has the same name, and is found or made.
 */
function emptyAgain(evidence: readonly Evidence[]): readonly Breach[] {
  const inVain = new Map<string, { readonly times: number; readonly at: number }>();
  return evidence.flatMap((item): readonly Breach[] => {
    // What a branch, a person or AWS changed is a reason to ask again.
    if (["head-moved", "decided", "meddled", "started"].includes(item.kind)) inVain.clear();
    if (item.kind !== "called" || item.stack === undefined || !tookEffect(item)) return [];
    const { name } = item.stack;
    if (item.action === "ExecuteChangeSet" || item.action === "DeleteStack") inVain.delete(name);
    if (item.action !== "DeleteChangeSet") return [];
    const before = inVain.get(name) ?? { times: 0, at: 0 };
    const at = item.at.getTime();
    if (at - before.at < oneTry) return [];
    const times = before.times + 1;
    inVain.set(name, { times, at });
    return times === mostInVain + 1
      ? [
          {
            statement: 9,
            at: item.at,
            seen: `${times} change sets of ${name} were deleted again, none was executed, and nothing had changed`,
          },
        ]
      : [];
  });
}

/** Calls that ask about one stack. */
const aboutOne = new Set([
  "DescribeStackEvents",
  "DescribeStackResources",
  "DescribeStackResource",
  "ListStackResources",
  "GetTemplate",
  "GetTemplateSummary",
  "ListChangeSets",
]);

/** When it is calm and every stack was read once, passes ask only for lists. */
function perStack(evidence: readonly Evidence[]): readonly Breach[] {
  const from = evidence.findIndex(({ kind }) => kind === "calm");
  if (from < 0) return [];
  return evidence
    .slice(from)
    .filter((item): item is Called & { readonly at: Date } => item.kind === "called")
    .filter((item) => asksOne(item) || item.isWrite)
    .map((item) => ({
      statement: 9,
      at: item.at,
      seen: `${item.service}:${item.action} was called for ${JSON.stringify(item.input)} by a pass that had nothing to do`,
    }));
}

function asksOne({ action, input }: Called): boolean {
  return aboutOne.has(action) || (action === "DescribeStacks" && input["StackName"] !== undefined);
}
