/** How often something may be asked: so many calls a minute, and as many at once as one burst has. */
export interface CallRate {
  readonly perMinute: number;
  readonly burst: number;
}

/** What is left of a budget of calls at an instant. Times are milliseconds. Below nothing: calls are promised that have not been made. */
export interface CallBudget {
  readonly rate: CallRate;
  readonly left: number;
  readonly at: number;
  /** What the rate is divided by since AWS refused a call for coming too often; 1 when all is well. */
  readonly slowness: number;
  /** When it was last refused, or was made faster again. */
  readonly slowedAt: number;
}

/** The slowest that refusals make it: an eighth of the rate. */
const slowest = 8;
/** After so many milliseconds without a refusal the rate is doubled, up to what it was. */
const recovery = 120_000;
/** How long nothing is asked after a refusal, in milliseconds, times the slowness. */
const pause = 5_000;

/** A budget from which nothing was taken. */
export function fullBudget(rate: CallRate, now: number): CallBudget {
  return { rate, left: rate.burst, at: now, slowness: 1, slowedAt: now };
}

/** Takes one call; it may be made after so many milliseconds. Calls that are taken side by side get their turns one after another. */
export function takeCall(
  budget: CallBudget,
  now: number,
): { readonly budget: CallBudget; readonly waitMilliseconds: number } {
  const filled = fill(recovered(budget, now), now);
  const left = filled.left - 1;
  const waitMilliseconds = left >= 0 ? 0 : Math.ceil(-left * millisecondsPerCall(filled));
  return { budget: { ...filled, left }, waitMilliseconds };
}

/** The budget after a call was refused for coming too often: half the rate, after a pause, until two minutes went well. */
export function refusedCall(budget: CallBudget, now: number): CallBudget {
  const filled = fill(budget, now);
  const slowness = Math.min(slowest, budget.slowness * 2);
  const slowed = { ...filled, slowness, slowedAt: now };
  return { ...slowed, left: Math.min(slowed.left, 0) - (pause * slowness) / millisecondsPerCall(slowed) };
}

function recovered(budget: CallBudget, now: number): CallBudget {
  if (budget.slowness === 1 || now - budget.slowedAt < recovery) return budget;
  return { ...fill(budget, now), slowness: budget.slowness / 2, slowedAt: now };
}

function fill(budget: CallBudget, now: number): CallBudget {
  const gained = Math.max(0, now - budget.at) / millisecondsPerCall(budget);
  return { ...budget, left: Math.min(budget.rate.burst, budget.left + gained), at: Math.max(now, budget.at) };
}

function millisecondsPerCall({ rate, slowness }: CallBudget): number {
  return (60_000 * slowness) / rate.perMinute;
}
