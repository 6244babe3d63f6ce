import type { Random } from "./random.ts";

/** What goes wrong with a call. */
export type FaultEffect =
  /** The service's own throttling error. */
  | { readonly kind: "throttle" }
  /** The service's own internal error, HTTP 500, before any effect. */
  | { readonly kind: "server-error" }
  /** The connection breaks before or after the call took effect. */
  | { readonly kind: "timeout"; readonly phase: "before-effect" | "after-effect" }
  | { readonly kind: "expired-credentials" }
  /** A read sees the service as it was up to so many milliseconds ago: eventual consistency. */
  | { readonly kind: "stale-read"; readonly lagMilliseconds: number }
  /** The answer takes so long. */
  | { readonly kind: "latency"; readonly milliseconds: number }
  /** Any other refusal, in the service's words. */
  | {
      readonly kind: "refuse";
      readonly code: string;
      readonly message: string;
      readonly httpStatus?: number;
    };

/** Which calls go wrong, and how. A field that is absent matches everything. */
export interface FaultRule {
  readonly service?: string;
  readonly action?: string;
  readonly account?: string;
  readonly region?: string;
  /** Text that the caller's ARN contains. */
  readonly principal?: string;
  /** Which of the matching calls, counted from 1 since the rule was added. */
  readonly nth?: readonly number[];
  /** Each matching call with this probability, by the world's seed. */
  readonly probability?: number;
  /** `call` (default): calls that come from outside; `service`: calls that one service makes of another. */
  readonly origin?: "call" | "service" | "any";
  readonly effect: FaultEffect;
}

/** What a rule is matched against. */
export interface FaultSubject {
  readonly service: string;
  readonly action: string;
  readonly account: string;
  readonly region: string;
  readonly principal: string;
  readonly origin: "call" | "service";
}

interface InstalledRule {
  readonly id: number;
  readonly rule: FaultRule;
  matched: number;
}

/** The rules in force and how often each matched. */
export class Faults {
  #installed: InstalledRule[] = [];
  #nextId = 1;

  /** Adds a rule and answers the function that removes it. */
  add(rule: FaultRule): () => void {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#installed.push({ id, rule, matched: 0 });
    return () => {
      this.#installed = this.#installed.filter((installed) => installed.id !== id);
    };
  }

  clear(): void {
    this.#installed = [];
  }

  /** The effects that hit this call, in the order in which the rules were added. Counts the match. */
  effectsOn(subject: FaultSubject, random: Random): readonly FaultEffect[] {
    if (this.#installed.length === 0) return [];
    return this.#installed
      .filter((installed) => strikes(installed, subject, random))
      .map(({ rule }) => rule.effect);
  }

  /** The longest lag of any stale-read rule for a service; 0 when there is none. */
  longestLag(service: string): number {
    const lags = this.#installed.map(({ rule }) =>
      rule.effect.kind === "stale-read" && (rule.service ?? service) === service
        ? rule.effect.lagMilliseconds
        : 0,
    );
    return Math.max(0, ...lags);
  }

  save(): readonly unknown[] {
    return structuredClone(this.#installed);
  }

  restore(saved: readonly unknown[]): void {
    // Only `save` makes these values.
    this.#installed = structuredClone(saved) as InstalledRule[];
  }
}

function strikes(installed: InstalledRule, subject: FaultSubject, random: Random): boolean {
  const { rule } = installed;
  if (!matches(rule, subject)) return false;
  installed.matched += 1;
  if (rule.nth !== undefined && !rule.nth.includes(installed.matched)) return false;
  return rule.probability === undefined || random.next() < rule.probability;
}

function matches(rule: FaultRule, subject: FaultSubject): boolean {
  const origin = rule.origin ?? "call";
  return (
    (origin === "any" || origin === subject.origin) &&
    (rule.service === undefined || rule.service === subject.service) &&
    (rule.action === undefined || rule.action === subject.action) &&
    (rule.account === undefined || rule.account === subject.account) &&
    (rule.region === undefined || rule.region === subject.region) &&
    (rule.principal === undefined || subject.principal.includes(rule.principal))
  );
}
