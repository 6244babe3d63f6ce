/** A Node.js runtime of Lambda, with the days (UTC, `YYYY-MM-DD`) from which something is no longer to be had. */
export interface NodeRuntime {
  readonly name: string;
  /** Security patches and support. */
  readonly deprecated: string;
  /** Creating a function with it; a rollback that would create one fails too. */
  readonly createBlocked: string;
  /** Updating a function with it. */
  readonly updateBlocked: string;
}

/**
 * AWS's table, https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, older runtimes first. AWS has moved the
 * block days of nodejs16.x to nodejs20.x more than once, always to later; those of nodejs20.x are as of November 2026
 * (copilot-pains-and-aws-limits.md 0.1).
 */
export const nodeRuntimes: readonly NodeRuntime[] = [
  { name: "nodejs14.x", deprecated: "2023-12-04", createBlocked: "2024-01-09", updateBlocked: "2024-02-08" },
  { name: "nodejs16.x", deprecated: "2024-06-12", createBlocked: "2026-02-03", updateBlocked: "2026-03-09" },
  { name: "nodejs18.x", deprecated: "2025-09-01", createBlocked: "2026-02-03", updateBlocked: "2026-03-09" },
  { name: "nodejs20.x", deprecated: "2026-04-30", createBlocked: "2026-08-31", updateBlocked: "2026-09-30" },
  { name: "nodejs22.x", deprecated: "2027-04-30", createBlocked: "2027-06-01", updateBlocked: "2027-07-01" },
  { name: "nodejs24.x", deprecated: "2028-04-30", createBlocked: "2028-06-01", updateBlocked: "2028-07-01" },
];

/**
 * The runtime that Autoland deploys its functions with: the newest, so that the next refresh of every stack is as far away
 * as can be. What nodejs24.x took away, handlers with a callback, ours never had; they run on nodejs22.x as well.
 */
export const deployedRuntime = "nodejs24.x";

/** What can be done with functions of a runtime on a day. */
export type RuntimeState =
  | { readonly kind: "supported"; readonly until: string }
  | { readonly kind: "deprecated"; readonly createBlocked: string }
  | { readonly kind: "create-blocked"; readonly updateBlocked: string }
  | { readonly kind: "update-blocked" }
  /** Not in our table: newer than this version of Autoland, or not a Node.js runtime. */
  | { readonly kind: "unknown" };

/** What can be done with functions of this runtime at this moment. */
export function runtimeState(name: string, now: Date): RuntimeState {
  const today = now.toISOString().slice(0, 10);
  const runtime = nodeRuntimes.find((entry) => entry.name === name);
  if (runtime === undefined) return isOlderThanAll(name) ? { kind: "update-blocked" } : { kind: "unknown" };
  if (today < runtime.deprecated) return { kind: "supported", until: runtime.deprecated };
  if (today < runtime.createBlocked) return { kind: "deprecated", createBlocked: runtime.createBlocked };
  if (today < runtime.updateBlocked) return { kind: "create-blocked", updateBlocked: runtime.updateBlocked };
  return { kind: "update-blocked" };
}

const monthsOfNotice = 9;

/**
 * What to say about a runtime that functions run on, from nine months before its deprecation: time enough to release a
 * version of Autoland with the next runtime and to refresh every stack. Undefined while there is nothing to say.
 */
export function runtimeWarning(name: string, now: Date): string | undefined {
  const state = runtimeState(name, now);
  switch (state.kind) {
    case "supported": {
      const notice = new Date(`${state.until}T00:00:00Z`);
      notice.setUTCMonth(notice.getUTCMonth() - monthsOfNotice);
      return now < notice
        ? undefined
        : `Lambda's runtime ${name} is supported until ${state.until}. ${remedy(name)}`;
    }
    case "deprecated":
      return `Lambda's runtime ${name} is deprecated; from ${state.createBlocked} no function can be created with it. ${remedy(name)}`;
    case "create-blocked":
      return `No function can be created with Lambda's runtime ${name} any more, not even by a rollback; from ${state.updateBlocked} none can be updated. ${remedy(name)}`;
    case "update-blocked":
      return `No function can be created or updated with Lambda's runtime ${name} any more, not even by a rollback. ${remedy(name)}`;
    case "unknown":
      return undefined;
  }
}

function remedy(name: string): string {
  return name === deployedRuntime
    ? "Install a newer version of Autoland, which deploys a newer runtime."
    : `Deploy the function refresh of the stack, which moves it to ${deployedRuntime}.`;
}

function isOlderThanAll(name: string): boolean {
  const version = /^nodejs(\d+)\.(?:x|\d+)$/.exec(name)?.[1];
  return name === "nodejs" || (version !== undefined && Number(version) < 14);
}
