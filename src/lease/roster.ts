import type { LeaseEntry } from "../domain/lease.ts";
import type { LeaseInputs } from "./keep-lease.ts";
import { withinTime } from "./within-time.ts";
import { leaseTimes } from "./times.ts";

/** One name in the store, from its first text to its end, and the shares that it took. */
export interface Roster {
  readonly name: string;
  /** Whether the last renewal is young enough for writing. */
  isValid(): boolean;
  held(): ReadonlySet<number>;
  /** Writes this task's text anew; `ended` when somebody has ended it. */
  renew(signal: AbortSignal): Promise<"renewed" | "ended">;
  /** Sees who is there, and ends those who have not been heard of for too long. */
  look(signal: AbortSignal): Promise<Standing>;
  /** Takes those of the shares that belong to nobody who lives. */
  claim(shares: readonly number[], standing: Standing, signal: AbortSignal): Promise<void>;
  release(share: number, signal: AbortSignal): Promise<void>;
  /** Ends this name, after which its shares are free. */
  leave(): Promise<void>;
}

/** What a look at the store found. */
export interface Standing {
  /** Tasks that live, this one included, sorted. */
  readonly tasks: readonly string[];
  /** Tasks and guests that live. */
  readonly living: ReadonlySet<string>;
  /** By the share's number. */
  readonly shares: ReadonlyMap<number, LeaseEntry>;
  /** Somebody lives who was started with another number of shares: until they have ended, nothing is taken. */
  readonly isDividedOtherwise: boolean;
}

const folders = { task: "tasks/", guest: "guests/", share: "shares/" } as const;

/** A name that has written nothing yet. */
export function makeRoster(inputs: LeaseInputs): Roster {
  const { stopwatch, self } = inputs;
  const store = withinTime(inputs.store, inputs.clock, leaseTimes.requestEnds);
  const name = inputs.newName();
  const own = `${inputs.asGuestFor === undefined ? folders.task : folders.guest}${inputs.shares}/${name}`;
  let beat = 0;
  let tag: string | undefined;
  let renewedAt = -Infinity;
  let isEnded = false;
  const held = new Map<number, string>();
  const owners = new Map<string, { readonly tag: string; readonly owner: string }>();
  const lastSeen = new Map<string, { readonly tag: string; readonly since: number }>();

  const textOf = (number: number): string =>
    JSON.stringify({ schemaVersion: 1, task: name, self, beat: number });

  async function renew(signal: AbortSignal): Promise<"renewed" | "ended"> {
    if (isEnded) return "ended";
    const begun = stopwatch();
    const next = textOf(beat + 1);
    const written = await store.write(own, next, tag, signal);
    if (written !== undefined) return renewed(begun, written);
    // Either somebody has ended this name, or an earlier write did arrive whose answer did not.
    const found = await store.read(own, signal);
    if (found !== undefined && found.text !== "") {
      tag = found.tag;
      const again = stopwatch();
      const second = await store.write(own, next, tag, signal);
      if (second !== undefined) return renewed(again, second);
    }
    isEnded = true;
    held.clear();
    return "ended";
  }

  function renewed(begun: number, written: string): "renewed" {
    beat += 1;
    tag = written;
    renewedAt = begun;
    return "renewed";
  }

  async function look(signal: AbortSignal): Promise<Standing> {
    const entries = await store.list("", signal);
    const now = stopwatch();
    const living = new Set<string>();
    const tasks: string[] = [];
    const shares = new Map<number, LeaseEntry>();
    let isDividedOtherwise = false;
    for (const entry of entries) {
      const [folder = "", number = "", other = ""] = entry.name.split("/");
      if (`${folder}/` === folders.share) shares.set(Number(number), entry);
      else if (entry.isEmpty) await store.remove(entry.name, signal);
      else if (await lives(entry, other, now, signal)) {
        living.add(other);
        if (Number(number) !== inputs.shares) isDividedOtherwise = true;
        else if (`${folder}/` === folders.task) tasks.push(other);
      }
    }
    return { tasks: tasks.toSorted(), living, shares, isDividedOtherwise };
  }

  /** Whether somebody lives; one whose text has not changed for too long is ended first, and then does not. */
  async function lives(entry: LeaseEntry, other: string, now: number, signal: AbortSignal): Promise<boolean> {
    if (other === name) return true;
    const seen = lastSeen.get(other);
    if (seen === undefined || seen.tag !== entry.tag) {
      lastSeen.set(other, { tag: entry.tag, since: now });
      return true;
    }
    if (now - seen.since < leaseTimes.othersWait) return true;
    return (await store.write(entry.name, "", entry.tag, signal)) === undefined;
  }

  async function claim(
    shares: readonly number[],
    { living, shares: there, isDividedOtherwise }: Standing,
    signal: AbortSignal,
  ): Promise<void> {
    if (isDividedOtherwise) return;
    for (const share of shares) {
      if (held.has(share)) continue;
      const entry = there.get(share);
      const owner = entry === undefined ? "" : await ownerOf(entry, signal);
      // The text has changed since the listing: the next round sees how.
      if (owner === undefined) continue;
      if (owner !== name && living.has(owner)) continue;
      const text = JSON.stringify({ schemaVersion: 1, task: name, self });
      const written = await store.write(`${folders.share}${share}`, text, entry?.tag, signal);
      if (written !== undefined) held.set(share, written);
    }
  }

  /** Whose a share is, the empty text for nobody's or what cannot be understood; undefined when it has just changed. */
  async function ownerOf(
    { name: key, tag: listed }: LeaseEntry,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const known = owners.get(key);
    if (known?.tag === listed) return known.owner;
    const found = await store.read(key, signal);
    if (found?.tag !== listed) return undefined;
    const owner = ownerIn(found.text);
    owners.set(key, { tag: listed, owner });
    return owner;
  }

  return {
    name,
    isValid: () => !isEnded && stopwatch() - renewedAt < leaseTimes.ownerStops,
    held: () => new Set(held.keys()),
    renew,
    look,
    claim,
    release: async (share, signal) => {
      const written = held.get(share);
      held.delete(share);
      if (written !== undefined) await store.write(`${folders.share}${share}`, "{}", written, signal);
    },
    leave: async () => {
      isEnded = true;
      held.clear();
      if (tag !== undefined) await store.write(own, "", tag);
    },
  };
}

function ownerIn(text: string): string {
  try {
    const { task } = JSON.parse(text) as { readonly task?: unknown };
    return typeof task === "string" ? task : "";
  } catch {
    return "";
  }
}
