/** How often something may be asked: requests a second, and how many at once after a rest. */
export interface Limit {
  readonly burst: number;
  /** What it begins with. */
  readonly rate: number;
  /** However often AWS refuses, so much is still tried. */
  readonly least: number;
  /** However well all goes, no more than this. */
  readonly most: number;
}

/** A token bucket at one moment; times are in milliseconds. */
export interface Bucket {
  readonly tokens: number;
  readonly rate: number;
  readonly asOf: number;
  readonly cutAt: number;
}

/** Requests that were in flight together are refused together: they count as one refusal. */
const cutsAreApart = 1_000;
/** What a second of answered requests adds to the rate, in requests a second. */
const growth = 0.5;

/** A bucket that nothing was taken from. */
export function fullBucket(limit: Limit, now: number): Bucket {
  return { tokens: limit.burst, rate: limit.rate, asOf: now, cutAt: -Infinity };
}

/** The bucket as time has filled it; time that goes back fills nothing. */
export function refill(bucket: Bucket, limit: Limit, now: number): Bucket {
  const elapsed = Math.max(0, now - bucket.asOf) / 1000;
  return { ...bucket, tokens: Math.min(limit.burst, bucket.tokens + elapsed * bucket.rate), asOf: now };
}

/** Milliseconds until there is a whole token; 0 when there is one. */
export function waitFor({ tokens, rate }: Bucket): number {
  return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / rate) * 1000);
}

/** The bucket without one token. */
export function take(bucket: Bucket): Bucket {
  return { ...bucket, tokens: bucket.tokens - 1 };
}

/**
 * After a refusal: half the rate, and nothing saved up. Additive increase and multiplicative decrease share what there is fairly with
 * whoever else asks in the same account, and find a limit that AWS does not publish.
 */
export function afterThrottle(bucket: Bucket, limit: Limit, now: number): Bucket {
  const filled = refill(bucket, limit, now);
  if (now - bucket.cutAt < cutsAreApart) return filled;
  return {
    ...filled,
    rate: Math.max(limit.least, bucket.rate / 2),
    tokens: Math.min(filled.tokens, 0),
    cutAt: now,
  };
}

/** After an answer: a little faster. */
export function afterAnswer(bucket: Bucket, limit: Limit): Bucket {
  return { ...bucket, rate: Math.min(limit.most, bucket.rate + growth / bucket.rate) };
}
