import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { FailedOperation, ObservedStack, StackId } from "../domain/stack.ts";
import { stackKey } from "../domain/stack.ts";
import type { StackTrouble } from "../domain/stack-trouble.ts";
import { makeRecent } from "../domain/recent.ts";
import type { Template } from "../domain/template.ts";
import { sha256 } from "../template/digest.ts";

/**
 * Stacks at rest as they were read last. A stack's template, parameters, tags and outputs cannot change without an operation, so what
 * was read after its last one is true until the next. Packed, because most stacks are only compared, and there may be ten thousand.
 */
export interface StackShelf {
  /**
   * The stack, if it was read as of this operation; of a few that were used last, the same object again. Its template is unpacked when it
   * is first looked at.
   */
  get(id: StackId, operation: StackOperation): ObservedStack | undefined;
  put(stack: ObservedStack, operation: StackOperation): void;
  drop(id: StackId): void;
  /** A stack as it lies there. */
  packed(id: StackId): PackedStack | undefined;
  /** Lays down what another process has packed, unless something lies there already. */
  accept(place: Pick<StackId, "account" | "region">, name: string, packed: PackedStack): void;
  /** Drops the stacks of one account and region that are not in a list by name; the same list again changes nothing. */
  keepOnly(place: Pick<StackId, "account" | "region">, list: ReadonlyMap<string, unknown>): void;
}

/** What tells the last operation on a stack from others: whose it was, when it began, and how it ended. */
export interface StackOperation {
  readonly arn: string;
  readonly begun: Date;
  readonly status: string;
}

/** A stack, packed. */
export interface PackedStack {
  /** Digest of the last operation that it was read after. */
  readonly asOf: string;
  readonly facts: Uint8Array;
  readonly template: Uint8Array;
}

/** What lies on the shelf: packed, or while there are few as it was read. */
type Lying =
  | { readonly asOf: string; readonly kind: "packed"; readonly packed: PackedStack }
  | { readonly asOf: string; readonly kind: "open"; readonly stack: ObservedStack };

/**
 * So many stacks stay unpacked, as one or two applications have. Where there are more, none does: they are looked at in turn, so that each
 * would be gone by the time it is looked at again.
 */
const mostAtHand = 64;

/** An empty shelf. */
export function makeStackShelf(): StackShelf {
  const places = new Map<string, Map<string, Lying>>();
  const keptOnly = new WeakMap<Map<string, Lying>, ReadonlyMap<string, unknown>>();
  const atHand = makeRecent<PackedStack, ObservedStack>(mostAtHand);
  const count = (): number => [...places.values()].reduce((sum, { size }) => sum + size, 0);
  const shelfOf = ({ account, region }: Pick<StackId, "account" | "region">): Map<string, Lying> => {
    const key = `${account}/${region}`;
    const shelf = places.get(key) ?? new Map<string, Lying>();
    places.set(key, shelf);
    return shelf;
  };
  let hasOpen = false;
  const packAll = (): void => {
    if (!hasOpen) return;
    hasOpen = false;
    for (const shelf of places.values())
      for (const [name, lying] of shelf) if (lying.kind === "open") shelf.set(name, closed(lying));
  };
  return {
    get: (id, operation) => {
      const lying = shelfOf(id).get(id.name);
      if (lying?.asOf !== asOf(operation)) return undefined;
      if (lying.kind === "open") return lying.stack;
      const { packed } = lying;
      const known = atHand.get(packed);
      if (known !== undefined) return known;
      const stack = unpack(packed);
      if (count() <= mostAtHand) atHand.set(packed, stack);
      return stack;
    },
    put: (stack, operation) => {
      if (stack.template.kind !== "read") throw new Error(`stack ${stackKey(stack.id)} is not at rest`);
      const open: Lying = { kind: "open", asOf: asOf(operation), stack };
      const isRoom = count() < mostAtHand;
      if (!isRoom) packAll();
      else hasOpen = true;
      shelfOf(stack.id).set(stack.id.name, isRoom ? open : closed(open));
    },
    drop: (id) => void shelfOf(id).delete(id.name),
    packed: (id) => {
      const lying = shelfOf(id).get(id.name);
      return lying === undefined ? undefined : packedOf(lying);
    },
    accept: (place, name, packed) => {
      const shelf = shelfOf(place);
      if (!shelf.has(name)) shelf.set(name, { kind: "packed", asOf: packed.asOf, packed });
    },
    keepOnly: (place, list) => {
      const shelf = shelfOf(place);
      // Every environment of a place hands the same list in: a thousand of them would go through thousands of stacks each.
      if (keptOnly.get(shelf) === list) return;
      keptOnly.set(shelf, list);
      for (const name of shelf.keys()) if (!list.has(name)) shelf.delete(name);
    },
  };
}

function closed(lying: Lying): Lying {
  return { kind: "packed", asOf: lying.asOf, packed: packedOf(lying) };
}

/** What was packed of an open stack: a cache that outlives the process asks in each pass. */
const packedLast = new WeakMap<ObservedStack, PackedStack>();

function packedOf(lying: Lying): PackedStack {
  if (lying.kind === "packed") return lying.packed;
  const known = packedLast.get(lying.stack);
  if (known?.asOf === lying.asOf) return known;
  const { template, ...facts } = lying.stack;
  if (template.kind !== "read") throw new Error(`stack ${stackKey(lying.stack.id)} is not at rest`);
  const packed = { asOf: lying.asOf, facts: pack(facts), template: pack(template.template) };
  packedLast.set(lying.stack, packed);
  return packed;
}

/** A text of its own: parts of AWS's answers would keep the whole answers in memory. */
function asOf({ arn, begun, status }: StackOperation): string {
  return sha256(`${arn} ${begun.toISOString()} ${status}`);
}

/** A copy of just its length: what zlib answers is a part of a larger piece of memory. The fastest level: the others take three times as long for a tenth less. */
function pack(value: object): Uint8Array {
  return Uint8Array.from(deflateRawSync(JSON.stringify(value), { level: 1 }));
}

type Facts = Omit<ObservedStack, "template" | "createdAt" | "updatedAt" | "rolledBack" | "trouble"> & {
  readonly createdAt: string;
  readonly updatedAt?: string;
  readonly rolledBack?: Omit<FailedOperation, "at"> & { readonly at: string };
  readonly trouble?: Omit<StackTrouble, "at" | "signs"> & {
    readonly at: string;
    readonly signs: readonly (Omit<StackTrouble["signs"][number], "at"> & { readonly at: string })[];
  };
};

function unpack(packed: PackedStack): ObservedStack {
  const { createdAt, updatedAt, rolledBack, trouble, ...facts } = JSON.parse(text(packed.facts)) as Facts;
  // What nobody looks at any more may go: it is unpacked again when somebody does.
  let unpacked: WeakRef<Template> | undefined;
  return {
    ...facts,
    createdAt: new Date(createdAt),
    ...(updatedAt === undefined ? {} : { updatedAt: new Date(updatedAt) }),
    ...(rolledBack === undefined ? {} : { rolledBack: { ...rolledBack, at: new Date(rolledBack.at) } }),
    ...(trouble === undefined ? {} : { trouble: troubleOf(trouble) }),
    template: {
      kind: "read",
      get template() {
        const known = unpacked?.deref();
        if (known !== undefined) return known;
        const template = JSON.parse(text(packed.template)) as Template;
        unpacked = new WeakRef(template);
        return template;
      },
    },
  };
}

function troubleOf({ at, signs, ...rest }: NonNullable<Facts["trouble"]>): StackTrouble {
  return { ...rest, at: new Date(at), signs: signs.map((sign) => ({ ...sign, at: new Date(sign.at) })) };
}

function text(packed: Uint8Array): string {
  return inflateRawSync(packed).toString();
}
