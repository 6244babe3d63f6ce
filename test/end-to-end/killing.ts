import type { CallContext } from "../../src/simulator/kernel/service.ts";
import { isRead } from "../../src/simulator/kernel/invoker.ts";
import { autoland, type Running, startAutoland } from "./autoland-process.ts";
import type { ServedShop } from "./served-shop.ts";

/** Where a process is killed: before its call has an effect, or when it has one and no answer. */
export interface KillPoint {
  /** `service:Action`, with `.application` or `.environment` for whom it is made. */
  readonly call: string;
  /** Which of these calls of the process, from 1. */
  readonly nth: number;
  readonly when: "before" | "after";
}

/** The call's name in a `KillPoint`; undefined for calls that no process of the program makes. */
function callOf({ principal, service, via }: CallContext, action: string): string | undefined {
  if (via !== undefined) return undefined;
  if (/\/autoland-(?:look|apply)$/.test(principal.arn)) return `${service}:${action}.environment`;
  return principal.kind === "user" ? `${service}:${action}.application` : undefined;
}

/** Runs the program to its end and answers each place at a write where it could have been killed. */
export async function writesOf(shop: ServedShop, words: readonly string[]): Promise<readonly KillPoint[]> {
  const counts = new Map<string, number>();
  const release = shop.world.intercept({
    before: (context, action) => {
      const call = callOf(context, action);
      if (call !== undefined) counts.set(call, (counts.get(call) ?? 0) + 1);
    },
  });
  try {
    const { code, stderr } = await autoland(words, shop.environment);
    if (code !== 0) throw new Error(`the run that nobody killed ended with ${code}: ${stderr}`);
  } finally {
    release();
  }
  return [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .filter(([call]) => !onlyLooks(call))
    .flatMap(([call, count]) => Array.from({ length: count }, (_, index) => ({ call, nth: index + 1 })))
    .flatMap((point) => (["before", "after"] as const).map((when) => ({ ...point, when })));
}

function onlyLooks(call: string): boolean {
  const action = /:(\w+)/.exec(call)?.[1] ?? "";
  return isRead(action) || action === "AssumeRole";
}

/** Runs the program, which is killed with SIGKILL at this point; answers whether it came that far. */
export async function killAt(
  shop: ServedShop,
  words: readonly string[],
  { call, nth, when }: KillPoint,
): Promise<boolean> {
  let running: Running | undefined;
  let seen = 0;
  let isKilled = false;
  const kill = (): void => {
    isKilled = true;
    running?.stop("SIGKILL");
  };
  const release = shop.world.intercept({
    before: (context, action) => {
      if (callOf(context, action) !== call) return;
      seen += 1;
      if (isKilled || seen !== nth || when !== "before") return;
      kill();
      throw new Error("the process that asked is gone");
    },
    after: (context, action) => {
      if (!isKilled && callOf(context, action) === call && seen >= nth && when === "after") kill();
    },
  });
  try {
    running = startAutoland(words, shop.environment);
    await running.ended;
    return isKilled;
  } finally {
    release();
  }
}

/** Runs the program until it has nothing left to do. */
export async function converge(shop: ServedShop, words: readonly string[]): Promise<void> {
  let last = "";
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const { code, stdout, stderr } = await autoland(words, shop.environment);
    if (code === 0) return;
    last = `${stdout}${stderr}`;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`after thirty syncs there is still something to do:\n${last}`);
}
