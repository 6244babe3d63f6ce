import { createHash } from "node:crypto";

/** The state of a generator, so that a snapshot can hold it. */
export type RandomState = readonly [number, number, number, number];

/** Seeded randomness: the same seed and the same order of calls give the same values. Not for secrets. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [0, below). */
  integer(below: number): number;
  /** So many lower-case hexadecimal digits. */
  hex(digits: number): string;
  /** A UUID of version 4, as AWS puts it in ARNs and request ids. */
  uuid(): string;
  /** So many characters of the alphabet. */
  characters(count: number, alphabet: string): string;
  state(): RandomState;
  restore(state: RandomState): void;
}

/** Capital letters and digits, as in the random part of names that CloudFormation makes. */
export const upperAlphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** The generator (sfc32, http://pracrand.sourceforge.net/RNG_engines.txt) of a seed; any text is a seed. */
export function makeRandom(seed: string): Random {
  let [a, b, c, d] = seeded(seed);
  const word = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  const integer = (below: number): number => Math.floor((word() / 4_294_967_296) * below);
  const hex = (digits: number): string => {
    let text = "";
    while (text.length < digits) text += word().toString(16).padStart(8, "0");
    return text.slice(0, digits);
  };
  return {
    next: () => word() / 4_294_967_296,
    integer,
    hex,
    uuid: () => {
      const h = hex(31);
      const variant = "89ab"[integer(4)] ?? "8";
      return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(12, 15)}-${variant}${h.slice(15, 18)}-${h.slice(18, 30)}`;
    },
    characters: (count, alphabet) =>
      Array.from({ length: count }, () => alphabet[integer(alphabet.length)]).join(""),
    state: () => [a, b, c, d],
    restore: (state) => {
      [a, b, c, d] = state;
    },
  };
}

function seeded(seed: string): [number, number, number, number] {
  const digest = createHash("sha256").update(seed).digest();
  return [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), digest.readInt32LE(12) | 1];
}
