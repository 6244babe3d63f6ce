import { type StackId, stackKey } from "../../domain/stack.ts";

/** What the fast watch reads: services, what scales them, and whether their secrets are there. */
export type ReadingKind = "services" | "scaling" | "secrets";

/** Things that are read together, because one call takes several. */
export interface Reading {
  /** The same for the same things, whoever asks. */
  readonly key: string;
  readonly kind: ReadingKind;
  /** `stackKey`s, sorted. */
  readonly stacks: readonly string[];
}

/** A stack as far as it matters for what is read together. */
export interface StackToWatch {
  readonly stack: StackId;
  /** As whom it is read: stacks of different roles are not read together. */
  readonly principal: string;
  /** The environment, for its cluster: services of two clusters are not read together. */
  readonly cluster: string;
  readonly isScaled: boolean;
  readonly hasSecrets: boolean;
}

/** Services in one call. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const servicesAtOnce = 10;
/** Stacks whose secrets are asked for together; most tasks name one to ten, and a call takes fifty parameters. */
const secretsAtOnce = 25;

/**
 * The readings of one account and region: services by ten of a cluster; what scales them all at once, because policies can only be asked
 * for by account and region; secrets by twenty-five stacks. Pure; the same stacks give the same readings.
 */
export function readingsOf(stacks: readonly StackToWatch[]): readonly Reading[] {
  const sorted = stacks.toSorted((a, b) => (stackKey(a.stack) < stackKey(b.stack) ? -1 : 1));
  const groups = (
    kind: ReadingKind,
    chosen: readonly StackToWatch[],
    by: (stack: StackToWatch) => string,
    size: number,
  ): readonly Reading[] =>
    [...Map.groupBy(chosen, by)].flatMap(([group, own]) =>
      chunked(own, size).map((some, index) => ({
        key: `${kind} ${group} ${index}`,
        kind,
        stacks: some.map(({ stack }) => stackKey(stack)),
      })),
    );
  return [
    ...groups("services", sorted, ({ principal, cluster }) => `${principal} ${cluster}`, servicesAtOnce),
    ...groups(
      "scaling",
      sorted.filter(({ isScaled }) => isScaled),
      ({ principal }) => principal,
      Number.POSITIVE_INFINITY,
    ),
    ...groups(
      "secrets",
      sorted.filter(({ hasSecrets }) => hasSecrets),
      ({ principal }) => principal,
      secretsAtOnce,
    ),
  ];
}

function chunked<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  if (items.length <= size) return items.length === 0 ? [] : [items];
  return [items.slice(0, size), ...chunked(items.slice(size), size)];
}

/** When readings began last, and how long those that failed are left alone (milliseconds since 1970). */
export interface ReadingTimes {
  readonly begun: ReadonlyMap<string, number>;
  readonly notBefore: ReadonlyMap<string, number>;
}

/** What to do now: an reading, or nothing until an instant. */
export type Next =
  | { readonly kind: "run"; readonly key: string }
  | { readonly kind: "wait"; readonly until: number };

/**
 * Which reading is next: of those that are due the one that has waited longest, one that never ran first of all. Where the budget takes
 * longer for all of them than the interval, they go round in order, and none is left out. Pure.
 */
export function nextReading(
  readings: readonly { readonly key: string }[],
  { begun, notBefore }: ReadingTimes,
  intervalMilliseconds: number,
  now: number,
): Next {
  const due = (key: string): number => {
    const before = begun.get(key);
    const interval = before === undefined ? Number.NEGATIVE_INFINITY : before + intervalMilliseconds;
    return Math.max(interval, notBefore.get(key) ?? Number.NEGATIVE_INFINITY);
  };
  const [first, ...others] = readings;
  if (first === undefined) return { kind: "wait", until: now + intervalMilliseconds };
  const next = others.reduce((best, one) => (due(one.key) < due(best.key) ? one : best), first);
  const at = due(next.key);
  return at <= now ? { kind: "run", key: next.key } : { kind: "wait", until: at };
}
