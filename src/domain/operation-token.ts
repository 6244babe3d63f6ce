import type { MendStep } from "./plan.ts";

/** How many digits of a digest a token carries: enough to tell wishes apart, short enough for a name of 128 characters. */
const digits = 32;

/**
 * The name of a change set and the client token of its execution: the digest of what is desired, so that events tell what
 * an operation was for, and the digest of everything that makes it this attempt (design.md 6).
 */
export function operationToken(desiredDigest: string, attemptDigest: string): string {
  return `autoland-${desiredDigest.slice(0, digits)}-${attemptDigest.slice(0, digits)}`;
}

/** The digits of the digest that an operation's token names, as `operationToken` writes them; undefined for tokens of others. */
export function digestInToken(token: string | undefined): string | undefined {
  return /^autoland-([0-9a-f]{32})-/.exec(token ?? "")?.[1];
}

/** Whether an operation's token says that it was Autoland's, for a stack of this digest. */
export function isTokenFor(token: string | undefined, desiredDigest: string): boolean {
  return token?.startsWith(`autoland-${desiredDigest.slice(0, digits)}-`) ?? false;
}

const mendings = {
  "delete-failed-create": "autoland-delete-",
  "continue-rollback": "autoland-continue-",
} as const satisfies Readonly<Record<MendStep["kind"], string>>;

/** The client token of what gets a stack out of a status in which it takes no change: one attempt for each digest. */
export function mendToken(kind: MendStep["kind"], digest: string): string {
  return `${mendings[kind]}${digest.slice(0, digits)}`;
}

/** Which mending a token is of; undefined for all others. */
export function mendingOfToken(token: string | undefined): MendStep["kind"] | undefined {
  const kinds = Object.keys(mendings) as MendStep["kind"][];
  return kinds.find((kind) => token?.startsWith(mendings[kind]) === true);
}
