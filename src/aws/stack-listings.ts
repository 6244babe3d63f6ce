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
  /** A list that is at most 15 seconds old, and from after the last call of `outdate`. */
  read(place: Place, session: Session): Promise<StackListing>;
  /** Says that something was changed there. */
  outdate(place: Place): void;
}

/** Many applications look one after another: what others do to stacks is seen so many milliseconds later at most. */
const longestAge = 15_000;
/** How long a role that was refused is not asked again, in milliseconds. */
const refusalRests = 10 * 60_000;

/** Lists of a process that has read none. Needs `cloudformation:ListStacks`. */
export function makeStackListings(clock: Clock): StackListings {
  const known = new Map<string, { readonly begun: number; readonly listing: Promise<StackListing> }>();
  const refused = new Map<string, { readonly until: number; readonly listing: StackListing }>();

  /** Only what was read is worth keeping: somebody else may be allowed, or luckier. */
  async function settle(
    role: string,
    key: string,
    entry: { readonly listing: Promise<StackListing> },
  ): Promise<void> {
    const listing = await entry.listing;
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
      if (found !== undefined && now - found.begun <= longestAge) return found.listing;
      const role = `${session.principal} ${key}`;
      const refusal = refused.get(role);
      if (refusal !== undefined && now < refusal.until) return Promise.resolve(refusal.listing);
      const listing = list(place, session);
      const entry = { begun: now, listing };
      known.set(key, entry);
      void settle(role, key, entry);
      return listing;
    },
  };
}

function keyOf({ account, region }: Place): string {
  return `${account}/${region}`;
}

const living: SdkStatus[] = stackStatuses.filter((status) => situationOf(status) !== "deleted");

async function list({ account, region }: Place, session: Session): Promise<StackListing> {
  const stacks = new Map<string, StackSummary>();
  let token: string | undefined;
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
    } while (token !== undefined);
    return { kind: "listed", stacks };
  } catch (error) {
    const failure = failureOf(translateAwsError(error, `list the stacks of account ${account} in ${region}`));
    return { kind: failure.reason === "AccessDenied" ? "refused" : "unreadable", failure };
  }
}
