import { validationError } from "../kernel/aws-fault.ts";

/**
 * One page of a list and the token of the next. AWS states a size of 1 MB per page; what people see is about 100 entries
 * (copilot-pains-and-aws-limits.md B.1), and pages here have so many. Tokens are opaque and tied to the list.
 */
export function pageOf<T>(
  all: readonly T[],
  token: string | undefined,
  options: { readonly list: string; readonly size?: number },
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const size = options.size ?? 100;
  const start = token === undefined ? 0 : readToken(token, options.list);
  const next = start + size < all.length ? writeToken(start + size, options.list) : undefined;
  return { items: all.slice(start, start + size), next };
}

function writeToken(start: number, list: string): string {
  return Buffer.from(`${list}:${start}`).toString("base64url");
}

function readToken(token: string, list: string): number {
  const [name, start] = Buffer.from(token, "base64url").toString().split(":");
  const number = Number(start);
  if (name !== list || !Number.isInteger(number)) throw validationError("Invalid NextToken");
  return number;
}
