import type { Cell } from "./cells.ts";
import type { Credentials, Principal } from "./principal.ts";
import type { Random } from "./random.ts";

/** A key that the world issued. */
export interface AccessKey {
  readonly principal: Principal;
  /** Milliseconds since the epoch; absent for a key that does not expire. */
  readonly expiresAt?: number;
}

/** All keys of the world, by key id. */
export const accessKeys: Cell<Map<string, AccessKey>> = {
  name: "kernel/access-keys",
  scope: "world",
  initial: () => new Map(),
};

/** Makes a key pair: `AKIA…` for long-lived keys, `ASIA…` with a token for sessions, as AWS marks them. */
export function makeCredentials(random: Random, expiresAt: number | undefined): Credentials {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const suffix = random.characters(16, alphabet);
  const secretAccessKey = random.hex(40);
  if (expiresAt === undefined) return { accessKeyId: `AKIA${suffix}`, secretAccessKey };
  return {
    accessKeyId: `ASIA${suffix}`,
    secretAccessKey,
    sessionToken: `simulated-token-${random.hex(32)}`,
    expiration: new Date(expiresAt),
  };
}
