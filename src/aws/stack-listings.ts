import { ListStacksCommand, type StackStatus as SdkStatus } from "@aws-sdk/client-cloudformation";
import type { Clock } from "../domain/clock.ts";
import { type Failure, failureOf } from "../domain/failure.ts";
import type { StackId } from "../domain/stack.ts";
import { parseStackStatus, situationOf, type StackStatus, stackStatuses } from "../domain/stack-status.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/** One stack in a listing: enough to tell whether it has changed. */
export interface StackSummary {
  readonly arn: string;
  readonly name: string;
  readonly status: StackStatus;
  /** When it last began to change. */
  readonly begun: Date;
  /** Whether no other stack has made it. */
  readonly isRoot: boolean;
}

/** All stacks of one account and region that are not deleted, or why there is no such list. */
export type StackListing =
  | { readonly kind: "listed"; readonly stacks: ReadonlyMap<string, StackSummary> }
  /** The role may not list. */
  | { readonly kind: "refused"; readonly failure: Failure }
  | { readonly kind: "unreadable"; readonly failure: Failure };

/** Where stacks are. */
export type Place = Pick<StackId, "account" | "region">;

/** Lists of stacks that everybody in the process shares. */
export interface StackListings {
  /**
   * A list from after the last call of `outdate`: one that is being read, or one that is at most 15 seconds old. A long list may be older,
   * by a second and a half for each of its pages up to a minute: reading it takes that much of what all may ask.
   */
  read(place: Place, session: Session): Promise<StackListing>;
  /** Says that something was changed there. */
  outdate(place: Place): void;
}

/** Many applications look one after another: what others do to stacks is seen so many milliseconds later at most. */
const shortList = 15_000;
/** So many milliseconds for each page, where that is more: a list costs less than a call a second, of the ten that CloudFormation is asked. */
const eachPage = 1_500;
const longestAge = 60_000;

function ageOf(pages: number): number {
  return Math.min(longestAge, Math.max(shortList, pages * eachPage));
}
/** How long a role that was refused is not asked again, in milliseconds. */
const refusalRests = 10 * 60_000;

/** Lists of a process that has read none. Needs `cloudformation:ListStacks`. */
export function makeStackListings(clock: Clock): StackListings {
  const known = new Map<string, Entry>();
  const refused = new Map<string, { readonly until: number; readonly listing: StackListing }>();

  /** Only what was read is worth keeping: somebody else may be allowed, or luckier. */
  async function settle(role: string, key: string, entry: Entry): Promise<void> {
    const { listing, pages } = await entry.reading;
    entry.goodUntil = entry.begun + ageOf(pages);
    if (listing.kind === "refused")
      refused.set(role, { until: clock.now().getTime() + refusalRests, listing });
    if (listing.kind !== "listed" && known.get(key) === entry) known.delete(key);
  }

  return {
    outdate: (place) => void known.delete(keyOf(place)),
    read: (place, session) => {
      const key = keyOf(place);
      const now = clock.now().getTime();
      const found = known.get(key);
      // While it is being read nobody begins another, which would make both take longer.
      if (found !== undefined && now <= found.goodUntil) return listingOf(found);
      const role = `${session.principal} ${key}`;
      const refusal = refused.get(role);
      if (refusal !== undefined && now < refusal.until) return Promise.resolve(refusal.listing);
      const entry: Entry = { begun: now, goodUntil: Infinity, reading: list(place, session) };
      known.set(key, entry);
      void settle(role, key, entry);
      return listingOf(entry);
    },
  };
}

/** A list as it was asked for: `goodUntil` is known once it has been read. */
interface Entry {
  readonly begun: number;
  goodUntil: number;
  readonly reading: Promise<{ readonly listing: StackListing; readonly pages: number }>;
}

async function listingOf({ reading }: Entry): Promise<StackListing> {
  return (await reading).listing;
}

function keyOf({ account, region }: Place): string {
  return `${account}/${region}`;
}

const living: SdkStatus[] = stackStatuses.filter((status) => situationOf(status) !== "deleted");

async function list({ account, region }: Place, session: Session): Entry["reading"] {
  const stacks = new Map<string, StackSummary>();
  let token: string | undefined;
  let pages = 0;
  try {
    do {
      const input = { StackStatusFilter: living, ...(token === undefined ? {} : { NextToken: token }) };
      const page = await session.cloudformation.send(new ListStacksCommand(input));
      for (const stack of page.StackSummaries ?? []) {
        const name = stack.StackName ?? "";
        stacks.set(name, {
          arn: stack.StackId ?? "",
          name,
          status: parseStackStatus(stack.StackStatus),
          begun: stack.LastUpdatedTime ?? stack.CreationTime ?? new Date(0),
          isRoot: stack.ParentId === undefined,
        });
      }
      token = page.NextToken;
      pages += 1;
    } while (token !== undefined);
    return { listing: { kind: "listed", stacks }, pages };
  } catch (error) {
    const failure = failureOf(translateAwsError(error, `list the stacks of account ${account} in ${region}`));
    const kind = failure.reason === "AccessDenied" ? "refused" : "unreadable";
    return { listing: { kind, failure }, pages };
  }
}
