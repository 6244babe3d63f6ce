import type { Clock } from "../../domain/clock.ts";
import type { Errand } from "../../domain/errand.ts";
import {
  afterAnswer,
  afterThrottle,
  type Bucket,
  fullBucket,
  type Limit,
  refill,
  take,
  waitFor,
} from "./bucket.ts";
import { limitOf } from "./limits.ts";
import { pickNext } from "./pick-next.ts";

/** Which request, for a budget. */
export interface Spending {
  readonly account: string;
  readonly region: string;
  readonly service: string;
  readonly operation: string;
}

/** How often this process asks AWS, for each account, region and API. */
export interface Budgets {
  /** Waits for this request's turn; answers how long that took, in milliseconds. Rejects when the signal is raised. */
  spend(what: Spending, errand: Partial<Errand>, signal?: AbortSignal): Promise<number>;
  /** Says how it was answered, from which the budget learns. */
  learn(what: Spending, wasThrottled: boolean): void;
  /** Requests a second that are allowed now. */
  rateOf(what: Spending): number;
}

interface Waiter {
  readonly errand: Partial<Errand>;
  readonly go: () => void;
}

interface Account {
  readonly limit: Limit;
  bucket: Bucket;
  readonly waiting: Waiter[];
  readonly served: Map<string, number>;
  turn: number;
  isServing: boolean;
}

/** Budgets from which nothing was spent. */
export function makeBudgets(clock: Clock): Budgets {
  const accounts = new Map<string, Account>();
  const now = (): number => clock.now().getTime();

  function accountOf({ account, region, service, operation }: Spending): Account {
    const { key, limit } = limitOf(service, operation);
    const name = `${account}/${region}/${key}`;
    const found = accounts.get(name);
    if (found !== undefined) return found;
    const opened: Account = {
      limit,
      bucket: fullBucket(limit, now()),
      waiting: [],
      served: new Map(),
      turn: 0,
      isServing: false,
    };
    accounts.set(name, opened);
    return opened;
  }

  /** Hands out tokens as they come, until nobody waits. */
  async function serve(account: Account): Promise<void> {
    account.isServing = true;
    while (account.waiting.length > 0) {
      account.bucket = refill(account.bucket, account.limit, now());
      const wait = waitFor(account.bucket);
      if (wait > 0) {
        await clock.sleep(wait);
        continue;
      }
      const next = pickNext(account.waiting, account.served, account.turn);
      if (next === undefined) break;
      account.waiting.splice(account.waiting.indexOf(next), 1);
      account.bucket = take(account.bucket);
      account.served.set(next.errand.application ?? "", (account.turn += 1));
      next.go();
    }
    account.isServing = false;
  }

  return {
    rateOf: (what) => accountOf(what).bucket.rate,
    learn: (what, wasThrottled) => {
      const account = accountOf(what);
      account.bucket = wasThrottled
        ? afterThrottle(account.bucket, account.limit, now())
        : afterAnswer(account.bucket, account.limit);
    },
    spend: async (what, errand, signal) => {
      const account = accountOf(what);
      account.bucket = refill(account.bucket, account.limit, now());
      if (account.waiting.length === 0 && waitFor(account.bucket) === 0) {
        account.bucket = take(account.bucket);
        account.served.set(errand.application ?? "", (account.turn += 1));
        return 0;
      }
      signal?.throwIfAborted();
      const begun = now();
      await new Promise<void>((resolve, reject) => {
        const leave = (): void => {
          account.waiting.splice(account.waiting.indexOf(waiter), 1);
          reject(signal?.reason);
        };
        const waiter: Waiter = {
          errand,
          go: () => {
            signal?.removeEventListener("abort", leave);
            resolve();
          },
        };
        account.waiting.push(waiter);
        signal?.addEventListener("abort", leave, { once: true });
        if (!account.isServing) void serve(account);
      });
      return now() - begun;
    },
  };
}
