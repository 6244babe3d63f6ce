import type { AwsFault } from "../kernel/aws-fault.ts";

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextToken: string | undefined;
}

/**
 * The page of a list that a token stands for. Tokens are opaque to callers; one that this function did not make is
 * refused with the service's own fault. The list must come in the same order each time.
 */
export function pageOf<T>(
  items: readonly T[],
  options: {
    readonly token: string | undefined;
    readonly size: number;
    readonly invalidToken: () => AwsFault;
  },
): Page<T> {
  const start = options.token === undefined ? 0 : startOf(options.token, options.invalidToken);
  const end = start + options.size;
  return {
    items: items.slice(start, end),
    nextToken: end < items.length ? Buffer.from(`page:${end}`).toString("base64url") : undefined,
  };
}

function startOf(token: string, invalidToken: () => AwsFault): number {
  const start = /^page:(\d+)$/.exec(Buffer.from(token, "base64url").toString())?.[1];
  if (start === undefined) throw invalidToken();
  return Number(start);
}
