import type { Observed } from "../domain/observed.ts";
import type { ServiceInsight } from "../domain/service-insight.ts";

/** Which service somebody wants to look into. */
export interface LookedInto {
  readonly application: string;
  readonly environment: string;
  readonly workload: string;
}

/** Looks into a service for a page; undefined when there is no such target. */
export type LookInto = (
  target: LookedInto,
  signal: AbortSignal,
) => Promise<Observed<ServiceInsight> | undefined>;

/** Milliseconds that an answer is shown again before AWS is asked once more, however many people look and however often. */
const keptFor = 15_000;

/** How many answers are kept. */
const most = 500;

/** The same, with answers kept for a while, and one question at a time for each service. */
export function keepInsights(lookInto: LookInto, now: () => Date): LookInto {
  const kept = new Map<string, { readonly until: number; readonly answer: ReturnType<LookInto> }>();
  return (target, signal) => {
    const key = JSON.stringify([target.application, target.environment, target.workload]);
    const found = kept.get(key);
    if (found !== undefined && now().getTime() < found.until) return found.answer;
    // Not the signal of one viewer: others wait for the same answer.
    const answer = lookInto(target, AbortSignal.any([AbortSignal.timeout(20_000)]));
    kept.delete(key);
    kept.set(key, { until: now().getTime() + keptFor, answer });
    if (kept.size > most) for (const oldest of kept.keys().take(1)) kept.delete(oldest);
    answer.catch(() => kept.delete(key));
    signal.throwIfAborted();
    return answer;
  };
}
